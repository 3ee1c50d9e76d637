import type { ImageBlockParam } from '@anthropic-ai/sdk/resources/messages/messages';
import type { Outside } from '../../../core/outside.ts';
import type { ConversationAttachment, ConversationMessage } from '../suggestion.ts';

export const MAX_PICTURES = 4;
/** Anthropic refuses larger ones. */
const MAX_BYTES = 5 * 1024 * 1024;
/** Base64 makes four bytes of three, and the limit holds for those four. */
const MAX_INLINE_BYTES = Math.floor((MAX_BYTES * 3) / 4);
const FETCH_TIMEOUT_MS = 10_000;

type MediaType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

export interface Picture {
  messageId: string;
  filename: string;
  block: ImageBlockParam;
}

/** The pictures to show: the target's first, then the nearest messages', before ahead of after. */
export function choosePictures(
  conversation: readonly ConversationMessage[],
): { messageId: string; attachment: ConversationAttachment }[] {
  const target = conversation.findIndex(({ isTarget }) => isTarget);
  return conversation
    .map((message, index) => ({ message, distance: index <= target ? target - index : index - target + 0.5 }))
    .sort((a, b) => a.distance - b.distance)
    .flatMap(({ message }) =>
      message.attachments
        .filter((attachment) => isPicture(attachment) && attachment.size <= MAX_BYTES)
        .map((attachment) => ({ messageId: message.id, attachment })),
    )
    .slice(0, MAX_PICTURES);
}

/**
 * Fetches the chosen pictures, all at once. Discord's CDN may refuse a Worker, and large ones don't fit in line: then
 * Anthropic gets the signed address instead and fetches it itself. What turns out to be no picture is left out.
 */
export async function loadPictures(
  outside: Pick<Outside, 'fetch'>,
  conversation: readonly ConversationMessage[],
): Promise<Picture[]> {
  const loaded = await Promise.all(
    choosePictures(conversation).map(async ({ messageId, attachment }): Promise<Picture | undefined> => {
      const bytes = attachment.size <= MAX_INLINE_BYTES ? await download(outside, attachment.url) : undefined;
      const { filename } = attachment;
      if (!bytes || bytes.length > MAX_INLINE_BYTES) {
        const block: ImageBlockParam = { type: 'image', source: { type: 'url', url: attachment.url } };
        return { messageId, filename, block };
      }
      const media = mediaTypeOf(bytes);
      if (!media) return undefined;
      const source = { type: 'base64' as const, media_type: media, data: toBase64(bytes) };
      return { messageId, filename, block: { type: 'image', source } };
    }),
  );
  return loaded.filter((picture) => picture !== undefined);
}

/** Discord's content type where it gives one, else the file's name. */
function isPicture({ contentType, filename }: ConversationAttachment): boolean {
  if (contentType) return /^image\/(?:png|jpe?g|gif|webp)\b/i.test(contentType);
  return /\.(?:png|jpe?g|gif|webp)$/i.test(filename);
}

async function download(outside: Pick<Outside, 'fetch'>, url: string): Promise<Uint8Array | undefined> {
  const { fetch: doFetch } = outside;
  try {
    const response = await doFetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) return undefined;
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    return undefined;
  }
}

/** By the first bytes, because a wrong media type makes Anthropic refuse the whole request. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

/** In pieces, because a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
