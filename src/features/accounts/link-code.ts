import { sha256Hex } from '../../core/hash.ts';

/** How long a code works, in milliseconds. */
export const CODE_MS = 60 * 60_000;
const BYTES = 32;
/** Crockford's: no letter that looks like a digit or another letter. @see https://www.crockford.com/base32.html */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 256 bits, five to a sign. */
const LENGTH = Math.ceil((BYTES * 8) / 5);

/** A new code: 32 random bytes, written in groups of four that people can read to each other. */
export function newCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += SIGNS[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  if (bits > 0) text += SIGNS[(held << (5 - bits)) & 31];
  return (text.match(/.{1,4}/g) ?? []).join('-');
}

/** What is kept of a code, however it was typed: case, dashes, spaces and mistakable signs make no difference. */
export const hashCode = (typed: string): Promise<string> => sha256Hex(plainCode(typed));

/** False for what can be no code at all; it then needs no query. */
export const looksLikeCode = (typed: string): boolean => {
  const plain = plainCode(typed);
  return plain.length === LENGTH && [...plain].every((sign) => SIGNS.includes(sign));
};

const plainCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
