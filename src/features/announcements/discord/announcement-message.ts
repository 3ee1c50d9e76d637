import type { APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { escapeMarkdown, inertMentions, messageLink, timestamp, truncate } from '../../../discord/text.ts';
import type { DraftRow } from '../actions/draft-announcement.ts';
import type { AnnouncementRow, RunRow } from '../announcement-view.ts';
import { messageBody } from '../message-body.ts';
import { runTimes } from '../run-times.ts';
import type { StoredTarget } from '../schemas.ts';

const SHOWN_TIMES = 5;
const SHOWN_RUNS = 5;
const INFO_COLOUR = 0x5865f2;
const STATES = { active: 'Planned', paused: 'Paused', finished: 'Over' } as const;

const inert = (text: string) => inertMentions(escapeMarkdown(text));

/** The message just as it will be posted, and below it when and where, with what can be done. */
export function announcementMessage(
  row: AnnouncementRow,
  runs: readonly RunRow[],
  now: Date,
  said = '',
): OutgoingMessage {
  const body = messageBody(row.message);
  const info: APIEmbed = {
    color: INFO_COLOUR,
    title: truncate(`#${row.number} ${inert(row.name)} · ${STATES[row.state]}`, 256),
    description: said || 'Above is what is posted.',
    fields: [
      ...planFields(row, row.state === 'active' ? row.nextRunAt : null, now),
      ...(runs.length > 0 ? [{ name: 'Last runs', value: history(row.guildId, runs) }] : []),
    ],
  };
  return shown(body, info, rowButtons(row));
}

/** A draft as it would be posted, for a yes or a no. */
export function draftMessage(draft: DraftRow, now: Date): OutgoingMessage {
  const body = messageBody(draft.message);
  const info: APIEmbed = {
    color: INFO_COLOUR,
    title: truncate(`${draft.announcementId ? 'Save this change?' : 'Save this?'} ${inert(draft.name)}`, 256),
    description:
      'Above is what would be posted. Nothing is planned until you save it. Check the times below: this is how I understood them.',
    fields: planFields(draft, now, now),
  };
  return shown(body, info, [
    button('save', 'Save', 3, draft.id),
    button('rewrite', 'Change the text', 2, draft.id),
    button('discard', 'Discard', 4, draft.id),
  ]);
}

/** Asks once more before an announcement is deleted, and shows what would go. */
export function deleteMessage(row: AnnouncementRow, now: Date): OutgoingMessage {
  const info: APIEmbed = {
    color: 0xed4245,
    title: truncate(`Delete #${row.number} ${inert(row.name)}?`, 256),
    description: 'It is not posted any more, and its history goes. What was posted stays in Discord.',
    fields: planFields(row, row.nextRunAt, now),
  };
  return shown(messageBody(row.message), info, [
    button('delete', 'Delete for good', 4, row.id),
    button('show', 'Keep it', 2, row.id),
  ]);
}

export function announcementList(rows: readonly AnnouncementRow[]): OutgoingMessage {
  if (rows.length === 0) {
    return {
      content:
        'Nothing is planned yet. `/announce create` plans the first message, for example for `tomorrow 18:00`.',
    };
  }
  const lines = rows.map((row) => {
    const next = row.nextRunAt
      ? `${timestamp(row.nextRunAt, 'F')} (${timestamp(row.nextRunAt, 'R')})`
      : STATES[row.state];
    const rhythm = row.timing.kind === 'cron' ? ` · \`${row.timing.cron}\`` : '';
    return `**#${row.number}** ${inert(row.name)} · ${next}${rhythm} · ${place(row.target)}`;
  });
  let description = '';
  let left = lines.length;
  for (const line of lines) {
    if (description.length + line.length > 3_900) break;
    description += `${line}\n`;
    left -= 1;
  }
  const more = left > 0 ? `… and ${left} more. \`/announce show\` finds them by name.` : '';
  return { embeds: [{ color: INFO_COLOUR, title: 'Announcements', description: `${description}${more}` }] };
}

function planFields(
  plan: Pick<AnnouncementRow, 'timing' | 'timeZone' | 'target' | 'message'>,
  from: Date | null,
  now: Date,
) {
  const { timing, timeZone, target, message } = plan;
  // A moment before the next time, because what comes after it leaves it out.
  const start = from && from > now ? new Date(from.getTime() - 1) : now;
  const times = from ? runTimes(timing, timeZone, start, SHOWN_TIMES) : [];
  const rhythm = timing.kind === 'cron' ? `\`${timing.cron}\`` : 'Once';
  return [
    { name: 'When', value: `${rhythm}, ${timeZone}`, inline: true },
    { name: 'Where', value: place(target), inline: true },
    {
      name: 'Pings',
      value: message.pings.length > 0 ? message.pings.map((id) => `<@&${id}>`).join(' ') : 'Nobody',
      inline: true,
    },
    {
      name: times.length > 1 ? 'Next times' : 'Next time',
      value:
        times.length > 0
          ? times.map((at) => `${timestamp(at, 'F')} (${timestamp(at, 'R')})`).join('\n')
          : 'None',
    },
  ];
}

function place(target: StoredTarget): string {
  switch (target.kind) {
    case 'channel':
      return `<#${target.channelId}>`;
    case 'webhook':
      return target.webhookId ? `Webhook ${target.webhookId}` : 'A webhook';
    case 'endpoints':
      return 'Webhook endpoints that listen';
  }
}

const history = (guildId: string, runs: readonly RunRow[]): string =>
  truncate(
    runs
      .slice(0, SHOWN_RUNS)
      .map((run) => `${timestamp(run.dueAt, 'f')} · ${ending(guildId, run)}`)
      .join('\n'),
    1_024,
  );

function ending(guildId: string, run: RunRow): string {
  const late = run.missed > 0 ? ` · ${run.missed} missed before it` : '';
  switch (run.state) {
    case 'sent':
      return run.channelId && run.messageId
        ? `[posted](${messageLink(guildId, run.channelId, run.messageId)})${late}`
        : `sent${late}`;
    case 'failed':
      return `failed: ${truncate(run.error ?? '', 150)}`;
    case 'skipped':
      return 'skipped';
    case 'queued':
    case 'posting':
      return 'being posted';
  }
}

function rowButtons(row: AnnouncementRow) {
  return [
    ...(row.state === 'active'
      ? [button('pause', 'Pause', 2, row.id), button('skip', 'Skip next', 2, row.id)]
      : []),
    ...(row.state === 'paused' ? [button('resume', 'Resume', 3, row.id)] : []),
    button('run', 'Post now', 2, row.id),
    button('edit', 'Edit', 2, row.id),
    button('ask-delete', 'Delete', 4, row.id),
  ];
}

const button = (handler: string, label: string, style: 2 | 3 | 4, id: string) => ({
  type: 2 as const,
  style,
  label,
  custom_id: customId('announcements', handler, id),
});

function shown(
  body: ReturnType<typeof messageBody>,
  info: APIEmbed,
  buttons: ReturnType<typeof button>[],
): OutgoingMessage {
  const components: APIMessageTopLevelComponent[] = [{ type: 1, components: buttons }];
  return {
    content: body.content ?? '',
    embeds: [...(body.embeds ?? []), info],
    components,
  };
}
