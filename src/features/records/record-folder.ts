/** Where the bucket keeps the copies of one record's files; ends in a slash. */
export const recordFolder = (guildId: string, recordId: string): string =>
  `guilds/${guildId}/records/${recordId}/`;
