import { messageLink } from '../../../discord/text.ts';
import type { ReviewRecord } from '../review.ts';
import { inert } from './record-message.ts';

/** `[#12](link) Left flipper stays up`; the link leads to the message that it was made from. */
export function recordMention(
  guildId: string,
  record: Pick<ReviewRecord, 'number' | 'title' | 'channelId' | 'messageId'>,
): string {
  const { number, channelId, messageId } = record;
  const link = channelId && messageId ? messageLink(guildId, channelId, messageId) : undefined;
  return `${link ? `[#${number}](${link})` : `#${number}`} ${inert(record.title)}`;
}
