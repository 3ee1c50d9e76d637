import type { MatchConfidence } from './model.ts';

/** A user name as a customer wrote it down: without the @ before it and the old number behind it. */
export const statedName = (text: string): string =>
  text
    .trim()
    .replace(/^@/, '')
    .replace(/#\d{4}$/, '');

/**
 * How well a member's user name is the stated one. Display names never count: anybody can call themselves anything.
 * Undefined where nothing but chance speaks for it.
 */
export function matchName(stated: string, username: string): MatchConfidence | undefined {
  const said = statedName(stated);
  if (said === username) return 'exact';
  const plain = plainName(said);
  return plain.length >= 3 && plain === plainName(username) ? 'normalised' : undefined;
}

/** What to search members by: Discord finds by the beginning, so the part before the first sign that may differ. */
export const searchedName = (stated: string): string => /^[\p{L}\p{N}]+/u.exec(statedName(stated))?.[0] ?? '';

const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
