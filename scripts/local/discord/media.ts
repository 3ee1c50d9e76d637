import { createHmac } from 'node:crypto';
import type { StoredAttachment } from './model.ts';
import type { LocalState } from './state.ts';
import { type Dict, isDict } from './validation/check.ts';

/** The CDN's links live a day, as Discord's do. */
const ATTACHMENT_LIFE_MS = 24 * 3_600_000;

/** A signed link as Discord's CDN makes them: `ex` and `is` in hex seconds, `hm` over path and expiry. */
export function attachmentUrl(state: LocalState, attachment: StoredAttachment): string {
  const folder = attachment.ephemeral ? 'ephemeral-attachments' : 'attachments';
  const path = `/${folder}/${attachment.channel_id}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
  const issued = Math.floor(state.now() / 1000);
  const ex = Math.floor((state.now() + ATTACHMENT_LIFE_MS) / 1000).toString(16);
  const is = issued.toString(16);
  return `${state.url}${path}?ex=${ex}&is=${is}&hm=${attachmentSignature(state, path, ex, is)}&`;
}

export function attachmentSignature(state: LocalState, path: string, ex: string, is: string): string {
  return createHmac('sha256', state.data.keys.privateKey).update(`${path}:${ex}:${is}`).digest('hex');
}

export function viewAttachment(state: LocalState, attachment: StoredAttachment): Dict {
  const url = attachmentUrl(state, attachment);
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.size,
    url,
    proxy_url: url,
    content_type: attachment.content_type,
    content_scan_version: 0,
    ...(attachment.width === null ? {} : { width: attachment.width, height: attachment.height }),
    ...(attachment.description === null ? {} : { description: attachment.description }),
    ...(attachment.title === null ? {} : { title: attachment.title }),
    ...(attachment.ephemeral ? { ephemeral: true } : {}),
    ...(attachment.spoiler ? { flags: 8 } : {}),
  };
}

/** Replaces `attachment://name` by today's link, wherever a media url may stand. */
export function resolveMedia(state: LocalState, value: unknown, attachments: StoredAttachment[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveMedia(state, item, attachments));
  if (typeof value !== 'object' || value === null) return value;
  const out: Dict = {};
  for (const [key, item] of Object.entries(value)) out[key] = resolveMedia(state, item, attachments);
  if (typeof out.url === 'string' && out.url.startsWith('attachment://')) {
    const name = out.url.slice('attachment://'.length);
    const found = attachments.find((attachment) => attachment.filename === name);
    if (found) {
      out.url = attachmentUrl(state, found);
      out.proxy_url = out.url;
      out.content_type = found.content_type;
      out.attachment_id = found.id;
      if (found.width !== null) Object.assign(out, { width: found.width, height: found.height });
    }
  }
  for (const key of ['media', 'file']) {
    const media = out[key];
    if (isDict(media) && typeof media.url === 'string' && media.proxy_url === undefined)
      out[key] = { ...media, proxy_url: media.url };
  }
  return out;
}
