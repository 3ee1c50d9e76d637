import type { ActionContext } from '../../../../core/context.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import { sha256Hex, toHex } from '../../../../core/hash.ts';
import { fileKey, PICTURES } from '../../../conversations/public.ts';
import type { Said } from './gather.ts';

/** Pictures up to so many bytes stand in the page itself, as long as all of them together are not larger than that. */
const INLINE_BYTES = 512 * 1024;
const INLINE_ALL_BYTES = 8 * 1024 * 1024;

export interface Copies {
  /** SHA-256 by the file's id; those without a copy are not in it. */
  hashes: Map<string, string>;
  /** `data:` addresses of small pictures, by the file's id. */
  pictures: Map<string, string>;
}

/** Reads the kept copies of the files of a talk: their hashes, and small pictures as a whole. One at a time in memory. */
export async function readCopies(ctx: ActionContext, said: readonly Said[]): Promise<Copies> {
  const copies: Copies = { hashes: new Map(), pictures: new Map() };
  let inlined = 0;
  for (const { files } of said) {
    for (const { id, state, size, contentType } of files) {
      if (state !== 'stored') continue;
      const isInline =
        contentType !== null &&
        PICTURES.includes(contentType) &&
        size <= INLINE_BYTES &&
        inlined + size <= INLINE_ALL_BYTES;
      const copy = await readCopy(ctx, id, isInline);
      if (!copy) continue;
      copies.hashes.set(id, copy.hash);
      if (isInline && copy.bytes) {
        copies.pictures.set(id, `data:${contentType};base64,${base64(copy.bytes)}`);
        inlined += size;
      }
    }
  }
  return copies;
}

/** The hash of a kept copy, as it is in the bucket now; undefined when there is none. */
export async function hashOfCopy(ctx: ActionContext, fileId: string): Promise<string | undefined> {
  return (await readCopy(ctx, fileId, true))?.hash;
}

async function readCopy(
  ctx: ActionContext,
  fileId: string,
  whole: boolean,
): Promise<{ hash: string; bytes?: Uint8Array<ArrayBuffer> } | undefined> {
  const { files } = ctx.runtime.config;
  const key = fileKey(ctx.guildId, fileId);
  try {
    if (!whole) {
      const sum = (await files.head(key))?.checksums.sha256;
      if (sum) return { hash: toHex(new Uint8Array(sum)) };
    }
    const object = await files.get(key);
    if (!object) return undefined;
    const bytes = new Uint8Array(await object.arrayBuffer());
    return { hash: await sha256Hex(bytes), bytes };
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
}

/** In pieces, because a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
