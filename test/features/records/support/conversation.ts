import type { ConversationMessage } from '../../../../src/features/records/suggestion.ts';

/** A message of a conversation; one second apart by id, so that order and time agree. */
export function said(
  message: Partial<ConversationMessage> & { id: string; text: string },
): ConversationMessage {
  return {
    channelId: '1100000000000000021',
    authorId: '1000000000000000011',
    authorName: 'Maya',
    authorUsername: 'maya',
    trusted: true,
    isBot: false,
    postedAt: new Date(Date.parse('2026-11-20T12:00:00Z') + Number(message.id) * 1_000).toISOString(),
    repliesTo: undefined,
    isTarget: false,
    attachments: [],
    ...message,
  };
}
