import { InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { keepUpload } from '../actions/keep-upload.ts';

/** The form's inputs: files as a browser sends them, and ids of those that the script has uploaded before. */
const FILES = 'files';
const KEPT = 'attachmentId';

/** Whether files came with the message. */
export const hasUploads = ({ form }: PageRequest): boolean =>
  form.files(FILES).length + form.all(KEPT).length > 0;

/** Keeps what was sent with a message and gives the ids of all its files, those that were uploaded before included. */
export async function keepUploads(page: PageRequest, access: Permission): Promise<string[]> {
  const files = page.form.files(FILES);
  const ids = page.form.all(KEPT);
  if (files.length + ids.length > MESSAGE_LIMITS.attachments)
    throw new InputError(
      `A message takes ${MESSAGE_LIMITS.attachments} files at most. Send the rest with a second one.`,
    );
  for (const file of files) ids.push((await keep(page, file, access)).id);
  return ids;
}

/** Keeps one file while the message is still being written; answers the script with JSON. */
export async function answerUpload(page: PageRequest, access: Permission): Promise<Response> {
  const [file] = page.form.files(FILES);
  try {
    if (!file) throw new InputError('Choose a file.');
    const { id, filename, size } = await keep(page, file, access);
    return Response.json({ id, filename, size });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return Response.json({ problem: error.message }, { status: error.status });
  }
}

const keep = async ({ ctx }: PageRequest, file: File, access: Permission) =>
  keepUpload(
    ctx,
    {
      filename: file.name,
      contentType: file.type || null,
      bytes: new Uint8Array(await file.arrayBuffer()),
    },
    access,
  );
