import { InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { keepOwnUpload, type OwnAnswer } from '../actions/answer-own-talk.ts';
import { keepUpload, type Upload } from '../actions/keep-upload.ts';
import type { AttachmentRow } from '../views.ts';

/** The form's inputs: files as a browser sends them, and ids of those that the script has uploaded before. */
const FILES = 'files';
const KEPT = 'attachmentId';

type Keep = (upload: Upload) => Promise<AttachmentRow>;

const byTeam =
  ({ ctx }: PageRequest, access: Permission): Keep =>
  (upload) =>
    keepUpload(ctx, upload, access);
const byPerson =
  ({ ctx }: PageRequest, reference: string): Keep =>
  (upload) =>
    keepOwnUpload(ctx, reference, upload);

/** Whether files came with the message. */
export const hasUploads = ({ form }: PageRequest): boolean =>
  form.files(FILES).length + form.all(KEPT).length > 0;

/** Keeps what the team sends with a message and gives the ids of all its files, those uploaded before included. */
export const keepUploads = (page: PageRequest, access: Permission): Promise<string[]> =>
  keepAll(page, byTeam(page, access));

/** Keeps one file of the team while the message is still being written; answers the script with JSON. */
export const answerUpload = (page: PageRequest, access: Permission): Promise<Response> =>
  answerOne(page, byTeam(page, access));

/** What a person wrote in the form of OwnAnswerForm, with its files kept; for answerOwnTalk. */
export const readOwnAnswer = async (page: PageRequest, reference: string): Promise<OwnAnswer> => ({
  content: page.form.text('content'),
  attachmentIds: await keepAll(page, byPerson(page, reference)),
});

/** Keeps one file of a person while they write in their own talk; answers the script with JSON. */
export const answerOwnUpload = (page: PageRequest, reference: string): Promise<Response> =>
  answerOne(page, byPerson(page, reference));

async function keepAll({ form }: PageRequest, keep: Keep): Promise<string[]> {
  const files = form.files(FILES);
  const ids = [...form.all(KEPT)];
  if (files.length + ids.length > MESSAGE_LIMITS.attachments)
    throw new InputError(
      `A message takes ${MESSAGE_LIMITS.attachments} files at most. Send the rest with a second one.`,
    );
  for (const file of files) ids.push((await keep(await uploadOf(file))).id);
  return ids;
}

async function answerOne({ form }: PageRequest, keep: Keep): Promise<Response> {
  const [file] = form.files(FILES);
  try {
    if (!file) throw new InputError('Choose a file.');
    const { id, filename, size } = await keep(await uploadOf(file));
    return Response.json({ id, filename, size });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return Response.json({ problem: error.message }, { status: error.status });
  }
}

const uploadOf = async (file: File): Promise<Upload> => ({
  filename: file.name,
  contentType: file.type || null,
  bytes: new Uint8Array(await file.arrayBuffer()),
});
