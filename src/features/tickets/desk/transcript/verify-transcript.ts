import * as v from 'valibot';
import type { ActionContext } from '../../../../core/context.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import { type Flaw, findFlaw } from './chain.ts';
import { TRANSCRIPT_FORMAT, type TranscriptDocument } from './document.ts';
import { hashOfCopy } from './keep-copies.ts';
import { SIGNING, signedText, type TranscriptRow } from './make-transcript.ts';
import { readPart } from './read-transcript.ts';

/** What the check walks over; the rest is covered by the hashes. */
const Skeleton = v.looseObject({
  format: v.literal(TRANSCRIPT_FORMAT),
  version: v.literal(1),
  head: v.looseObject({}),
  start: v.string(),
  entries: v.array(
    v.looseObject({
      id: v.string(),
      at: v.string(),
      previous: v.string(),
      hash: v.string(),
      files: v.array(v.looseObject({ id: v.string(), filename: v.string(), sha256: v.nullable(v.string()) })),
    }),
  ),
  page: v.string(),
  root: v.string(),
});

export interface Verdict {
  isWhole: boolean;
  /** Whether it carries a signature at all; without keys an installation makes none. */
  isSigned: boolean;
  entries: number;
  flaw: Flaw | null;
}

/**
 * Looks whether a transcript is byte for byte what was signed: both files, every entry, every attachment's copy. Names
 * the first thing that is not.
 */
export async function verifyTranscript(ctx: ActionContext, row: TranscriptRow): Promise<Verdict> {
  const isSigned = row.signature !== '';
  const verdict = (flaw: Flaw | null, entries = 0): Verdict => ({
    isWhole: flaw === null,
    isSigned,
    entries,
    flaw,
  });
  const broken = (text: string): Verdict => verdict({ part: 'file', text });
  const read = await readBoth(ctx, row);
  if (!read) return broken('A file of it is gone.');
  const document = parseDocument(read.json);
  if (!document) return broken('The file is damaged: it is not the JSON that was written.');
  const count = document.entries.length;
  const flaw = await findFlaw(document, read.html);
  if (flaw) return verdict(flaw, count);
  if (document.root !== row.rootHash)
    return verdict({ part: 'root', text: 'It was replaced by another one as a whole.' }, count);
  if (
    isSigned &&
    !(await ctx.secrets.isSigned(signedText(row.guildId, row.id, row.rootHash), row.signature, SIGNING))
  )
    return verdict(
      { part: 'signature', text: 'Its signature is not ours, or the key that made it is gone.' },
      count,
    );
  return verdict(await findLostFile(ctx, document), count);
}

async function findLostFile(ctx: ActionContext, { entries }: TranscriptDocument): Promise<Flaw | null> {
  for (const [index, { files }] of entries.entries()) {
    for (const { id, filename, sha256 } of files) {
      if (sha256 === null || (await hashOfCopy(ctx, id)) === sha256) continue;
      return {
        part: 'attachment',
        entry: index + 1,
        id,
        text: `The file ${filename} of entry ${index + 1} was changed or is gone.`,
      };
    }
  }
  return null;
}

async function readBoth(ctx: ActionContext, row: TranscriptRow) {
  try {
    const [html, json] = await Promise.all([readPart(ctx, row, 'html'), readPart(ctx, row, 'json')]);
    return { html, json: new TextDecoder().decode(json) };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Written anew it must be the same text: nothing can be hidden in it that the hashes do not cover. */
function parseDocument(text: string): TranscriptDocument | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!v.is(Skeleton, value) || JSON.stringify(value) !== text) return undefined;
    // Safe because whatever else differs from what was written breaks a hash.
    return value as unknown as TranscriptDocument;
  } catch {
    return undefined;
  }
}
