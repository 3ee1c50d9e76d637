import { timingSafeEqual } from 'node:crypto';
import type { HttpRequest, HttpResponse } from './http.ts';
import { makeAvatar } from './images.ts';
import { attachmentSignature } from './media.ts';
import { isSnowflake } from './snowflake.ts';
import type { LocalState } from './state.ts';

const GONE: HttpResponse = {
  status: 404,
  body: 'This content is no longer available.',
  headers: { 'content-type': 'text/plain' },
};

/** Answers the CDN's paths, undefined for others; a link whose day is over, or that was altered, is 404. */
export function handleCdn(state: LocalState, request: HttpRequest): HttpResponse | undefined {
  const [, folder = '', ...rest] = request.path.split('/');
  if (folder === 'attachments' || folder === 'ephemeral-attachments') return attachment(state, request);
  if (folder === 'avatars' || folder === 'icons' || folder === 'embed' || folder === 'app-icons')
    return picture(state, folder, rest);
  return undefined;
}

function attachment(state: LocalState, request: HttpRequest): HttpResponse {
  const id = request.path.split('/')[3] ?? '';
  const file = state.data.files.get(id);
  const ex = request.query.get('ex') ?? '';
  const given = Buffer.from(request.query.get('hm') ?? '');
  const wanted = Buffer.from(attachmentSignature(state, request.path, ex, request.query.get('is') ?? ''));
  const genuine = given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!file || !genuine || Number.parseInt(ex, 16) * 1000 < state.now()) return GONE;
  return {
    status: 200,
    body: file.bytes,
    headers: {
      'content-type': file.content_type,
      'cache-control': 'public, max-age=31536000',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      // Uploaded pages must not run with this server's origin.
      'content-security-policy': 'sandbox',
    },
  };
}

function picture(state: LocalState, folder: string, rest: string[]): HttpResponse {
  const id = /^\d+/.exec(rest[folder === 'embed' ? 1 : 0] ?? '')?.[0] ?? '0';
  const { users, guilds, application } = state.data;
  const name =
    users.get(id)?.username ?? guilds.get(id)?.name ?? (id === application.id ? application.name : '?');
  return {
    status: 200,
    body: makeAvatar(isSnowflake(id) ? id : '0', name),
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' },
  };
}
