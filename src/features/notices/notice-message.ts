import type { APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../core/interactions/custom-id.ts';
import type { PostBody } from '../../core/posts/show-post.ts';
import {
  escapeMarkdown,
  fitEmbed,
  inertMentions,
  messageLink,
  timestamp,
  truncate,
} from '../../discord/text.ts';
import { type KindedDetails, kinded } from './details.ts';
import { moneyText } from './money.ts';
import type { NoticeRow, UpdateRow } from './notice-view.ts';
import { BILLING_WORDS } from './schemas.ts';
import { isOver, STATE_LOOKS } from './states.ts';

/** What a message of a notice is made of. */
export type ShownNotice = Pick<
  NoticeRow,
  | 'id'
  | 'kind'
  | 'number'
  | 'title'
  | 'state'
  | 'message'
  | 'details'
  | 'customerId'
  | 'count'
  | 'acknowledgedByName'
  | 'createdByName'
  | 'createdAt'
  | 'updatedAt'
>;

const inert = (text: string) => inertMentions(escapeMarkdown(text));
const NOBODY = { parse: [] };
const field = (name: string, value: string, inline = true) => ({ name, value, inline });

/** A notice as it looks in its channel. `roleIds` are pinged, by alerts alone. */
export function noticeBody(row: ShownNotice, roleIds: readonly string[] = []): PostBody {
  const embeds = [noticeEmbed(row)];
  if (row.kind !== 'alert') return { embeds, allowed_mentions: NOBODY };
  return {
    ...(roleIds.length > 0 ? { content: pings(roleIds) } : {}),
    embeds,
    components: alertButtons(row),
    allowed_mentions: { parse: [], roles: [...roleIds] },
  };
}

/** What is said in the thread below a notice. */
export function updateBody(update: UpdateRow): PostBody {
  const { emoji, words, colour } = STATE_LOOKS[update.state];
  const embed: APIEmbed = {
    color: colour,
    title: `${emoji} ${words}`,
    ...(update.message ? { description: update.message } : {}),
    footer: { text: update.createdByName },
    timestamp: update.createdAt.toISOString(),
  };
  return { embeds: [fitEmbed(embed)], allowed_mentions: NOBODY };
}

/** Says an alert again that nobody has taken; with a link to the alert, where the buttons are. */
export function escalationBody(
  row: Pick<NoticeRow, 'guildId' | 'title' | 'createdAt'>,
  place: { channelId: string; messageId: string },
  roleIds: readonly string[],
): PostBody {
  const link = messageLink(row.guildId, place.channelId, place.messageId);
  const since = timestamp(row.createdAt, 'R');
  const words = `⏰ **${inert(row.title)}** was raised ${since} and nobody has taken it. [Open the alert](${link})`;
  return {
    content: truncate([pings(roleIds), words].filter(Boolean).join(' '), 2_000),
    allowed_mentions: { parse: [], roles: [...roleIds] },
  };
}

const pings = (roleIds: readonly string[]) => roleIds.map((id) => `<@&${id}>`).join(' ');

function noticeEmbed(row: ShownNotice): APIEmbed {
  const { emoji, words, colour } = STATE_LOOKS[row.state];
  const of = kinded(row);
  return fitEmbed({
    color: of.kind === 'billing' ? billingColour(of.details.type) : colour,
    title: of.kind === 'billing' ? `💳 ${inert(row.title)}` : `${emoji} ${inert(row.title)}`,
    ...(row.message ? { description: row.message } : {}),
    fields: [...(of.kind === 'billing' ? [] : [field('State', words)]), ...fieldsOf(row, of)],
    // A preview has no number yet.
    footer: { text: row.number > 0 ? `#${row.number} · ${row.createdByName}` : row.createdByName },
    timestamp: row.updatedAt.toISOString(),
  });
}

function fieldsOf(row: ShownNotice, of: KindedDetails): { name: string; value: string; inline: boolean }[] {
  switch (of.kind) {
    case 'billing': {
      const { amount, currency, type } = of.details;
      return [
        field('Amount', moneyText(amount, currency)),
        field('Type', BILLING_WORDS[type]),
        ...(row.customerId ? [field('Customer', `<@${row.customerId}>`)] : []),
      ];
    }
    case 'status':
      return [
        field('Impact', of.details.impact),
        ...affectedField(of.details.affected),
        field('Since', timestamp(row.createdAt, 'R')),
      ];
    case 'maintenance':
      return [
        field('Begins', span(of.details.startsAt)),
        field('Ends', span(of.details.endsAt)),
        ...affectedField(of.details.affected),
      ];
    case 'alert':
      return [
        field('Severity', of.details.severity),
        ...(of.details.source ? [field('Source', inert(of.details.source))] : []),
        ...(row.count > 1
          ? [field('Seen', `${row.count} times, last ${timestamp(new Date(of.details.lastAt), 'R')}`)]
          : []),
        ...(row.acknowledgedByName ? [field('Taken by', inert(row.acknowledgedByName))] : []),
      ];
  }
}

const span = (iso: string) => `${timestamp(new Date(iso), 'F')} (${timestamp(new Date(iso), 'R')})`;
const affectedField = (affected: readonly string[]) =>
  affected.length > 0 ? [field('Affected', affected.map(inert).join(', '), false)] : [];

const BAD_NEWS = 0xed4245;
const GOOD_NEWS = 0x57f287;
const NEUTRAL = 0x5865f2;
function billingColour(type: keyof typeof BILLING_WORDS): number {
  if (type === 'payment') return GOOD_NEWS;
  return type === 'failed-payment' || type === 'chargeback' ? BAD_NEWS : NEUTRAL;
}

function alertButtons({ id, state }: Pick<ShownNotice, 'id' | 'state'>): APIMessageTopLevelComponent[] {
  if (isOver(state)) return [];
  const button = (handler: string, label: string, style: 1 | 3) => ({
    type: 2 as const,
    style,
    label,
    custom_id: customId('notices', handler, id),
  });
  return [
    {
      type: 1,
      components: [
        ...(state === 'firing' ? [button('acknowledge', 'Acknowledge', 1)] : []),
        button('resolve', 'Resolve', 3),
      ],
    },
  ];
}
