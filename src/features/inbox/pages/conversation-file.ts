import { NotFoundError } from '../../../core/errors.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { findMessage, openFile } from '../../conversations/public.ts';
import { conversationParam } from './conversation-param.ts';

const PICTURES = /^image\/(?:png|jpeg|gif|webp)$/;

/** A kept file of a message. Pictures are shown; everything else is only ever downloaded, whatever it says that it is. */
export async function conversationFile(page: PageRequest): Promise<Response> {
  const conversation = await conversationParam(page);
  const file = await openFile(page.ctx, page.param('file'), 'inbox:read');
  const message = file.messageId ? await findMessage(page.ctx, file.messageId) : undefined;
  if (message?.conversationId !== conversation.id) {
    throw new NotFoundError('There is no such file in this conversation.');
  }
  const isPicture = PICTURES.test(file.contentType ?? '');
  const name = encodeURIComponent(file.filename.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return new Response(file.body, {
    headers: {
      'content-type': isPicture ? (file.contentType ?? '') : 'application/octet-stream',
      'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=300',
      'x-content-type-options': 'nosniff',
    },
  });
}
