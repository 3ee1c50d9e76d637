import { DeniedError, InputError } from '../errors.ts';
import { type Draft, readDraftsFor, writeDraft } from './drafts.ts';
import { mayDraft } from './grants.ts';
import type { LiveFilter } from './live-filter.ts';
import type { Reader } from './readers.ts';
import { MOST_MESSAGE, readReaderMessage } from './wire.ts';

type At = Parameters<typeof writeDraft>[0];

/** What somebody writes, said in a request of its own: by those whose network lets no WebSocket through. */
export async function takeDraft(at: At, request: Request, reader: Reader): Promise<Response> {
  const isLong = Number(request.headers.get('content-length') ?? 0) > MOST_MESSAGE;
  const said = isLong ? undefined : readReaderMessage(await request.text());
  if (!said || !('draft' in said)) throw new InputError('Send `{"draft": {"subject": …, "text": …}}`.');
  const { subject, text } = said.draft;
  if (!reader.person || !mayDraft(at.runtime.registry, reader.grants, subject))
    throw new DeniedError('You take no part in writing there.');
  await writeDraft(at, subject, reader.person, text);
  return new Response(null, { status: 204 });
}

/** Who is writing in the rooms of somebody who asks again and again; also of those where nobody is. */
export async function draftsFor(
  at: At,
  { person, grants }: Reader,
  { rooms }: LiveFilter,
): Promise<{ subject: string; drafts: Draft[] }[]> {
  const open = rooms.filter((subject) => mayDraft(at.runtime.registry, grants, subject));
  return Promise.all(
    open.map(async (subject) => ({ subject, drafts: await readDraftsFor(at, subject, person?.id) })),
  );
}
