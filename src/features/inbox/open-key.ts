/** One person has one open conversation with the team, whatever carries it. */
export const openKeyOf = (personId: string): string => `dm:${personId}`;
