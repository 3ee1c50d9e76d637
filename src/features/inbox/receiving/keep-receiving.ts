import type { ActionContext } from '../../../core/context.ts';
import { factStatement, forgetFact, readFacts } from '../facts.ts';
import { listTakers } from '../intake/list-takers.ts';
import { systemContext } from '../intake/open-context.ts';
import { type GatewayHealth, readGatewayHealth } from './gateway-health.ts';
import { pollChannels } from './poll-channels.ts';

/** A sign of life is that old at most before the silence is noticed, and a minute later the cron comes. */
const MARGIN_MS = 3 * 60_000;

/**
 * Sees to it, once a minute, that direct messages are received: while the gateway hears them, there is nothing to do;
 * when it is silent for a minute or switched off, known channels are read instead, and teams are told. When it hears
 * again, everything since is read once more, so that nothing is missing. What came both ways is there once.
 */
export async function keepReceiving(
  ctx: ActionContext,
): Promise<{ mode: 'gateway' | 'poll'; channels: number; found: number }> {
  const [health, facts, takers] = await Promise.all([
    readGatewayHealth(ctx.runtime),
    readFacts(ctx),
    listTakers(ctx),
  ]);
  const polling = facts.get('polling');
  const idle = { channels: 0, found: 0 };
  if (health.isHearing && !polling) return { mode: 'gateway', ...idle };
  const now = ctx.now().getTime();
  if (!polling) {
    const silentSince = health.aliveAt ?? now;
    await tell(ctx, takers, 'poll', silence(health));
    await factStatement(ctx, 'polling', { reason: health.reason, roundAt: now });
    return { mode: 'poll', ...(await pollChannels(ctx, { since: silentSince - MARGIN_MS, all: true })) };
  }
  if (!health.isHearing) {
    await factStatement(ctx, 'polling', { ...polling.data, reason: health.reason, roundAt: now });
    return { mode: 'poll', ...(await pollChannels(ctx)) };
  }
  const roundAt = Number(polling.data.roundAt ?? polling.at.getTime());
  const done = await pollChannels(ctx, { since: roundAt - MARGIN_MS, all: true });
  await forgetFact(ctx, 'polling');
  await tell(ctx, takers, 'gateway', 'The connection to Discord is back; what came meanwhile was read.');
  return { mode: 'gateway', ...done };
}

const silence = ({ reason }: GatewayHealth): string =>
  `${reason} Known conversations are read once a minute meanwhile; people who never wrote can use /contact.`.trim();

async function tell(
  ctx: ActionContext,
  takers: readonly { guildId: string }[],
  mode: 'gateway' | 'poll',
  reason: string,
): Promise<void> {
  for (const { guildId } of takers) {
    await systemContext(ctx.runtime, guildId, ctx.requestId).commit({
      statements: [],
      signals: [{ type: 'inbox.receiving', subject: 'inbox:receiving', data: { mode, reason } }],
    });
  }
}
