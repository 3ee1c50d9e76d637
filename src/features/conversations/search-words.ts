/** Words of one search; more narrow nothing that a person means. */
const MOST_WORDS = 8;
const LONGEST_WORD = 60;

/**
 * What people type as Postgres' query language: every word has to be there, each as a beginning if it is at least
 * `shortest` long. The guild is one of the words. Undefined if nothing to look for is left.
 */
export function wordsQuery(guildId: string, typed: string, shortest = 1): string | undefined {
  const words = typed
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, MOST_WORDS)
    .map((word) => (word.length < shortest ? word : `${word.slice(0, LONGEST_WORD)}:*`));
  return words.length > 0 ? [guildId, ...words].join(' & ') : undefined;
}
