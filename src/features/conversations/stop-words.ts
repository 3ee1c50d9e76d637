/**
 * Whether a message as a whole says that its writer wants no more unasked messages. A sentence that only holds such a
 * word (“please stop by”) does not.
 */
export function isStopWord(content: string, words: string): boolean {
  const said = content
    .trim()
    .toLowerCase()
    .replace(/[\s.!?"'“”„]+$/u, '')
    .replace(/^["'“”„]+/u, '');
  return words
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .some((word) => word !== '' && word === said);
}
