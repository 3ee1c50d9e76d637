import { formatDollars } from '../../../ai/cost.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { timestamp } from '../../../discord/text.ts';
import type { Costs } from '../actions/show-costs.ts';

const BAR_LENGTH = 20;

/** What `/record costs` shows. */
export function costsMessage({
  spentMicros,
  budgetMicros,
  requests,
  resetsAt,
  useModel,
}: Costs): OutgoingMessage {
  const share = budgetMicros === 0 ? 1 : Math.min(1, spentMicros / budgetMicros);
  const filled = Math.round(share * BAR_LENGTH);
  const isSpent = spentMicros >= budgetMicros;
  const lines = [
    `**${formatDollars(spentMicros)}** of **${formatDollars(budgetMicros)}** for Claude this month (UTC)`,
    `\`${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)}\` ${Math.round(share * 100)} %`,
    requests === 0
      ? 'Nothing was read yet.'
      : `${requests} ${requests === 1 ? 'reading' : 'readings'}, ${formatDollars(Math.round(spentMicros / requests))} each on average.`,
    `It starts again ${timestamp(resetsAt, 'D')}.`,
  ];
  if (!useModel) lines.push('Claude is switched off here, so nothing is spent.');
  else if (isSpent)
    lines.push(
      'The budget is used up: until then suggestions are made by simple rules. `/settings change` raises it.',
    );
  return { content: lines.join('\n') };
}
