import type { PageRequest } from '../../../core/web/page.ts';
import { openAttachment } from '../actions/open-attachment.ts';
import { isPicture } from './pictures.ts';

/** A kept copy. Pictures are shown; everything else is only ever downloaded, whatever it says that it is. */
export async function attachmentFile(page: PageRequest): Promise<Response> {
  const file = await openAttachment(page.ctx, page.param('file'));
  const shown = isPicture(file.contentType);
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
