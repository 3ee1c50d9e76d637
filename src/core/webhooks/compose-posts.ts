import type { APIEmbed } from 'discord-api-types/v10';
import { EMBED_LIMITS, MESSAGE_LIMITS } from '../../discord/limits.ts';
import { embedLength, fitEmbed, truncate } from '../../discord/text.ts';
import type { OutgoingMessage } from '../interactions/reply.ts';
import type { Due } from './attempt.ts';

/** One post to Discord and the deliveries that it carries. */
export interface Post {
  due: Due[];
  message: OutgoingMessage;
  /** Edits the message of its subject, if there is one. */
  upsert: boolean;
  /** Nothing more fits in, so there is no use in waiting. */
  full: boolean;
}

const COLOR = 0x5865f2;

/**
 * The next post of a lane: as many deliveries, in order, as fit into Discord's ten embeds and 6,000 characters. A
 * delivery that is more than embeds, or that edits, goes alone; a digest takes all that is due of its group.
 */
export function composePost(due: readonly Due[], alone: ReadonlySet<string>): Post | undefined {
  const [first, ...rest] = due;
  if (!first) return undefined;
  const message = messageOf(first);
  const upsert = first.endpoint?.mode === 'upsert';
  const { digestKey } = first.delivery;
  if (digestKey !== null) {
    const group = due.filter(({ delivery }) => delivery.digestKey === digestKey);
    return {
      due: group,
      message: group.length > 1 ? digestMessage(group) : message,
      upsert: false,
      full: true,
    };
  }
  const single: Post = { due: [first], message, upsert, full: true };
  if (!isPackable(first, alone)) return single;
  const embeds = (message.embeds ?? []).map((embed) => fitEmbed(embed));
  const post: Post = { due: [first], message: { embeds }, upsert: false, full: false };
  let length = embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  if (embeds.length > MESSAGE_LIMITS.embeds || length > EMBED_LIMITS.total) return single;
  for (const one of rest) {
    if (!isPackable(one, alone)) return { ...post, full: true };
    const more = (messageOf(one).embeds ?? []).map((embed) => fitEmbed(embed));
    const longer = length + more.reduce((sum, embed) => sum + embedLength(embed), 0);
    if (embeds.length + more.length > MESSAGE_LIMITS.embeds || longer > EMBED_LIMITS.total)
      return { ...post, full: true };
    embeds.push(...more);
    post.due.push(one);
    length = longer;
  }
  return { ...post, full: embeds.length === MESSAGE_LIMITS.embeds };
}

// Safe because the engine itself stored a message for every delivery of a Discord lane.
const messageOf = ({ delivery }: Due): OutgoingMessage => delivery.body as OutgoingMessage;

function isPackable(one: Due, alone: ReadonlySet<string>): boolean {
  const { delivery, endpoint } = one;
  const { embeds, content, components } = messageOf(one);
  if (endpoint?.mode === 'upsert' || delivery.digestKey !== null || alone.has(delivery.id)) return false;
  return !content && !components?.length && Boolean(embeds?.length);
}

/** Several events of one person as one embed, a line each. */
function digestMessage(group: readonly Due[]): OutgoingMessage {
  const lines = group.map((one) => {
    const [embed] = messageOf(one).embeds ?? [];
    const text = embed?.title ?? messageOf(one).content ?? one.delivery.eventType;
    return `• ${truncate(text.replaceAll('\n', ' '), 200)}`;
  });
  const times = group.map(({ delivery }) => (delivery.occurredAt ?? delivery.createdAt).getTime());
  const embed: APIEmbed = {
    title: `${group.length} events`,
    description: lines.join('\n'),
    color: COLOR,
    timestamp: new Date(Math.max(...times)).toISOString(),
  };
  return { embeds: [fitEmbed(embed)] };
}
