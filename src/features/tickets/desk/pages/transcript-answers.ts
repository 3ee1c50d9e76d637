import type { ActionContext } from '../../../../core/context.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import type { OpenRequest } from '../../../../core/web/open-page.ts';
import type { PageRequest } from '../../../../core/web/page.ts';
import { fileAnswer } from '../../../conversations/pages/public.ts';
import { openFile } from '../../../conversations/public.ts';
import { READ } from '../../access.ts';
import { system } from '../../system.ts';
import type { TranscriptDocument } from '../transcript/document.ts';
import type { TranscriptRow } from '../transcript/make-transcript.ts';
import { findTranscript, readPart } from '../transcript/read-transcript.ts';

/** A signed link runs out, and so does what it has shown. */
const NOT_KEPT = 'private, no-store';
/** Styles and small pictures stand in the page itself; it runs nothing and loads nothing from elsewhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

export const transcriptPage = async ({ ctx, param }: PageRequest): Promise<Response> =>
  page(ctx, await findTranscript(ctx, param('transcript')));

export const transcriptJson = async ({ ctx, param }: PageRequest): Promise<Response> => {
  const row = await findTranscript(ctx, param('transcript'));
  return new Response(await readPart(ctx, row, 'json'), {
    headers: {
      ...common('application/json'),
      'content-disposition': `attachment; filename="ticket-${row.number}-${row.edition}.json"`,
    },
  });
};

export const transcriptFile = async ({ ctx, param }: PageRequest): Promise<Response> =>
  file(ctx, await findTranscript(ctx, param('transcript')), param('file'));

/** By a signed link, without signing in. */
export const linkedPage = async ({ ctx, param }: OpenRequest): Promise<Response> =>
  page(ctx, await findTranscript(ctx, param('transcript'), { pass: param('pass') }));

export const linkedFile = async ({ ctx, param }: OpenRequest): Promise<Response> =>
  file(ctx, await findTranscript(ctx, param('transcript'), { pass: param('pass') }), param('file'));

async function page(ctx: ActionContext, row: TranscriptRow): Promise<Response> {
  return new Response(await readPart(ctx, row, 'html'), {
    headers: { ...common('text/html; charset=utf-8'), 'content-security-policy': POLICY },
  });
}

/** A kept copy of a file that the transcript names, and of no other. */
async function file(ctx: ActionContext, row: TranscriptRow, id: string): Promise<Response> {
  const document: TranscriptDocument = JSON.parse(new TextDecoder().decode(await readPart(ctx, row, 'json')));
  if (!document.entries.some(({ files }) => files.some((one) => one.id === id)))
    throw new NotFoundError('There is no such file in this transcript.');
  return fileAnswer(await openFile(system(ctx), id, READ), NOT_KEPT);
}

const common = (type: string) => ({
  'content-type': type,
  'cache-control': NOT_KEPT,
  'x-content-type-options': 'nosniff',
});
