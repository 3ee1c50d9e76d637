import type { PageRequest } from '../../../core/web/page.ts';
import { type OpenedFile, openFile } from '../actions/open-file.ts';
import { openOwnFile } from '../actions/own-talk.ts';
import { PICTURES } from '../pictures.ts';

export const teamFile = async (page: PageRequest): Promise<Response> =>
  fileAnswer(await openFile(page.ctx, page.param('file')));

export const ownFile = async (page: PageRequest): Promise<Response> =>
  fileAnswer(await openOwnFile(page.ctx, page.param('conversation'), page.param('file')));

/** A kept copy. Pictures are shown; everything else is only ever downloaded, whatever it says that it is. */
export function fileAnswer(file: OpenedFile, caching = 'private, max-age=300'): Response {
  const shown = file.contentType !== null && PICTURES.includes(file.contentType);
  const name = encodeURIComponent(file.filename.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return new Response(file.body, {
    headers: {
      'content-type': shown ? (file.contentType ?? '') : 'application/octet-stream',
      'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': caching,
      'x-content-type-options': 'nosniff',
    },
  });
}
