/** Where Discord keeps files; nothing else is ever fetched, whatever a message says. */
const CDN_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

/**
 * `refused`: the address does not open (any more); a fresh one, read from the message, may. To Workers Discord refuses
 * files of channels altogether, it says.
 * @see https://docs.discord.com/developers/tutorials/hosting-on-cloudflare-workers
 */
export type CdnFile =
  | { kind: 'file'; bytes: Uint8Array<ArrayBuffer>; contentType: string | undefined }
  | { kind: 'refused'; status: number }
  | { kind: 'too-large' };

export interface CdnOptions {
  fetch: typeof fetch;
  /** Its host counts as Discord's too: the local Discord serves its files itself. */
  apiUrl: string;
  maxBytes: number;
  /** For the whole file. */
  timeoutMs: number;
}

/** Fetches a file from Discord's CDN. Throws a plain Error where trying again later can help. */
export async function fetchCdnFile(
  url: string,
  { fetch: doFetch, apiUrl, maxBytes, timeoutMs }: CdnOptions,
): Promise<CdnFile> {
  if (!isDiscordFile(url, apiUrl)) return { kind: 'refused', status: 0 };
  const response = await doFetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status === 429 || response.status >= 500) {
    throw new Error(`Discord's file server answered ${response.status}`);
  }
  if (!response.ok) return { kind: 'refused', status: response.status };
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return { kind: 'too-large' };
  const bytes = await readUpTo(response, maxBytes);
  if (!bytes) return { kind: 'too-large' };
  return { kind: 'file', bytes, contentType: response.headers.get('content-type') ?? undefined };
}

/** The body, or undefined once it is larger than it may be. */
async function readUpTo(response: Response, max: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > max) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function isDiscordFile(url: string, apiUrl: string): boolean {
  const parsed = URL.parse(url);
  if (!parsed) return false;
  if (parsed.protocol === 'https:' && CDN_HOSTS.includes(parsed.host)) return true;
  const own = new URL(apiUrl);
  return own.host !== 'discord.com' && own.origin === parsed.origin;
}
