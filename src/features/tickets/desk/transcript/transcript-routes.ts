import * as v from 'valibot';
import { NextCursor } from '../../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { makeTranscripts, type TranscriptRow } from './make-transcript.ts';
import { findTranscript, ListTranscriptsInput, listTranscripts, readPart } from './read-transcript.ts';
import { linkTranscript } from './transcript-link.ts';
import { verifyTranscript } from './verify-transcript.ts';

export const TranscriptView = v.object({
  id: v.string(),
  ticketId: v.string(),
  number: v.number(),
  personId: v.string(),
  personName: v.string(),
  subject: v.string(),
  audience: v.pipe(
    v.picklist(['team', 'member']),
    v.description('`team`: with notes. `member`: what the member was shown.'),
  ),
  edition: v.pipe(v.number(), v.description('Counts the transcripts of one ticket.')),
  messages: v.number(),
  rootHash: v.string(),
  isSigned: v.boolean(),
  createdAt: v.string(),
});
export type TranscriptView = v.InferOutput<typeof TranscriptView>;

export const transcriptView = (row: TranscriptRow): TranscriptView => ({
  id: row.id,
  ticketId: row.ticketId,
  number: row.number,
  personId: row.personId,
  personName: row.personName,
  subject: row.subject,
  audience: row.audience,
  edition: row.edition,
  messages: row.messages,
  rootHash: row.rootHash,
  isSigned: row.signature !== '',
  createdAt: row.createdAt.toISOString(),
});

const Verdict = v.object({
  isWhole: v.pipe(v.boolean(), v.description('Whether it is byte for byte what was signed.')),
  isSigned: v.boolean(),
  entries: v.number(),
  flaw: v.pipe(
    v.nullable(
      v.object({
        part: v.picklist(['file', 'head', 'entry', 'page', 'root', 'signature', 'attachment']),
        entry: v.optional(v.number()),
        id: v.optional(v.string()),
        at: v.optional(v.string()),
        text: v.string(),
      }),
    ),
    v.description('The first thing that is not; `entry` counts from 1.'),
  ),
});

const params = { id: 'Id of the transcript.' };
const unknown = { 404: 'There is no such transcript.' };

/** What was said in tickets, as it was when they were closed. */
export const transcriptRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/transcripts',
    summary: 'List or search transcripts, the newest first',
    access: 'tickets:read',
    query: ListTranscriptsInput,
    answers: { 200: v.object({ transcripts: v.array(TranscriptView), next: NextCursor }) },
    errors: { 404: 'There is no such ticket.' },
    async handle({ ctx, query }) {
      const { transcripts, next } = await listTranscripts(ctx, query);
      return { transcripts: transcripts.map(transcriptView), next };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/transcripts/:id',
    summary: 'Read a transcript',
    description: 'The document as it was signed, with its chain of hashes.',
    access: 'tickets:read',
    params,
    answers: { 200: v.looseObject({ format: v.string(), version: v.number(), root: v.string() }) },
    errors: unknown,
    async handle({ ctx, params }) {
      const row = await findTranscript(ctx, params.id ?? '');
      return JSON.parse(new TextDecoder().decode(await readPart(ctx, row, 'json')));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/transcripts/:id/verify',
    summary: 'Look whether a transcript is what was signed',
    access: 'tickets:read',
    params,
    answers: { 200: Verdict },
    errors: unknown,
    handle: async ({ ctx, params }) => verifyTranscript(ctx, await findTranscript(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/transcripts/:id/link',
    summary: 'Make a link to a transcript that runs out',
    description: 'Whoever has it can read the transcript without signing in.',
    access: 'tickets:read',
    params,
    body: v.object({
      hours: v.optional(
        v.pipe(
          v.number('Give a number.'),
          v.integer('Give a whole number.'),
          v.minValue(1, 'At least 1.'),
          v.maxValue(720, 'At most 720.'),
        ),
        72,
      ),
    }),
    bodyOptional: true,
    example: { hours: 24 },
    answers: { 201: v.object({ url: v.string(), until: v.string() }) },
    errors: { ...unknown, 409: 'The installation has no address or no keys.' },
    secretAnswer: true,
    async handle({ ctx, params, body }) {
      const row = await findTranscript(ctx, params.id ?? '');
      const { url, until } = await linkTranscript(ctx, row, body.hours);
      return new Answer(201, { url, until: until.toISOString() });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/transcripts',
    summary: 'Make the transcripts of a ticket as it is now',
    access: 'tickets:write',
    params: { id: 'Id of the ticket, or its number.' },
    answers: { 201: v.object({ transcripts: v.array(TranscriptView) }) },
    errors: { 404: 'There is no such ticket.' },
    handle: async ({ ctx, params }) =>
      new Answer(201, { transcripts: (await makeTranscripts(ctx, params.id ?? '')).map(transcriptView) }),
  }),
];
