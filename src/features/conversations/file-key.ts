/** Where a file of a conversation is kept in the bucket. */
export const fileKey = (guildId: string, attachmentId: string): string =>
  `conversations/${guildId}/${attachmentId}`;
