import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { sha256Hex } from '../../../core/hash.ts';

/** What is larger is not copied; a Worker has 128 MB of memory. */
export const MAX_COPY_BYTES = 25 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 30_000;
/** Where Discord keeps files; nothing else is ever fetched, whatever a message says. */
const CDN_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

export interface FetchedFile {
  bytes: Uint8Array<ArrayBuffer>;
  sha256: string;
  contentType: string | undefined;
}

/** `refused`: the address does not open (any more); a fresh one may. */
export type FileFetch = { kind: 'file'; file: FetchedFile } | { kind: 'refused' } | { kind: 'too-large' };

/** Fetches a file from Discord's CDN. Throws UnavailableError where trying again later can help. */
export async function fetchFile(ctx: ActionContext, url: string): Promise<FileFetch> {
  if (!isDiscordFile(url, ctx.runtime.config.discord.apiUrl)) return { kind: 'refused' };
  const { fetch: doFetch } = ctx.runtime.outside;
  let response: Response;
  try {
    response = await doFetch(url, { redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  } catch (cause) {
    throw new UnavailableError('Discord did not hand out the file.', { cause });
  }
  if (response.status === 429 || response.status >= 500) {
    throw new UnavailableError(`Discord's file server answered ${response.status}.`);
  }
  if (!response.ok) return { kind: 'refused' };
  if (Number(response.headers.get('content-length') ?? 0) > MAX_COPY_BYTES) return { kind: 'too-large' };
  const bytes = await readUpTo(response, MAX_COPY_BYTES);
  if (!bytes) return { kind: 'too-large' };
  const contentType = response.headers.get('content-type') ?? undefined;
  return { kind: 'file', file: { bytes, sha256: await sha256Hex(bytes), contentType } };
}

async function readUpTo(response: Response, max: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > max) {
        await reader.cancel();
        return undefined;
      }
      chunks.push(value);
    }
  } catch (cause) {
    throw new UnavailableError('Discord broke off while sending the file.', { cause });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The API's own host counts too: the local Discord serves its files itself. */
function isDiscordFile(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { host, protocol } = new URL(url);
  if (protocol === 'https:' && CDN_HOSTS.includes(host)) return true;
  const own = new URL(apiUrl);
  return own.host === host && own.protocol === protocol && own.host !== 'discord.com';
}
