import type { PageRequest } from '../../../core/web/page.ts';
import { type OpenedFile, openFile } from '../actions/open-file.ts';
import { openOwnFile } from '../actions/own-talk.ts';

/** What a browser may show itself; pictures that hold script are not among them. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

export const teamFile = async (page: PageRequest): Promise<Response> =>
  answer(await openFile(page.ctx, page.param('file')));

export const ownFile = async (page: PageRequest): Promise<Response> =>
  answer(await openOwnFile(page.ctx, page.param('conversation'), page.param('file')));

/** A kept copy. Pictures are shown; everything else is only ever downloaded, whatever it says that it is. */
function answer(file: OpenedFile): Response {
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
      'cache-control': 'private, max-age=300',
      'x-content-type-options': 'nosniff',
    },
  });
}
