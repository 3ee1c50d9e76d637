import * as v from 'valibot';
import { NextCursor } from '../../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { IMPORT_FORMATS, IMPORT_STATES } from '../../model.ts';
import { exportTickets } from './export-tickets.ts';
import { findImport, type ImportRow, listImports } from './find-import.ts';
import { PortableLine } from './format.ts';
import { dropImport, ImportInput, startImport, takeFile } from './take-file.ts';

const ImportView = v.object({
  id: v.string(),
  format: v.picklist(IMPORT_FORMATS),
  state: v.pipe(
    v.picklist(IMPORT_STATES),
    v.description(
      '`checked`: only looked at; start it, or drop it. Undecided it is dropped after a day. `stopped`: it failed on the way; start it to go on.',
    ),
  ),
  total: v.pipe(v.number(), v.description('Lines to bring in.')),
  done: v.number(),
  added: v.number(),
  skipped: v.pipe(v.number(), v.description('Those that were there already.')),
  faults: v.pipe(
    v.array(v.object({ where: v.string(), text: v.string() })),
    v.description('What was not taken, and why.'),
  ),
  preview: v.pipe(
    v.nullable(
      v.object({
        categories: v.number(),
        knownCategories: v.number(),
        tickets: v.number(),
        knownTickets: v.number(),
        renumbered: v.number(),
        messages: v.number(),
        files: v.number(),
        from: v.nullable(v.string()),
        to: v.nullable(v.string()),
      }),
    ),
    v.description(
      'With `check`: what it would bring. `known…` are there already; `renumbered` get new numbers.',
    ),
  ),
  createdByName: v.string(),
  createdAt: v.string(),
  finishedAt: v.nullable(v.string()),
});
const importView = (row: ImportRow): v.InferOutput<typeof ImportView> => ({
  id: row.id,
  format: row.format,
  state: row.state,
  total: row.total,
  done: row.done,
  added: row.added,
  skipped: row.skipped,
  faults: row.faults,
  preview: row.preview,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** Tickets from elsewhere and to elsewhere. */
export const portableRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/export',
    summary: 'Export tickets with all that was said, page by page',
    description:
      'Each of `lines` is a line of the NDJSON that an import takes: categories first, then tickets. Files are named and not included.',
    access: 'tickets:manage',
    query: v.object({
      cursor: v.optional(v.pipe(v.string(), v.maxLength(600), v.description('`next` of the page before.'))),
    }),
    answers: { 200: v.object({ lines: v.array(PortableLine), next: NextCursor }) },
    handle: async ({ ctx, query }) => exportTickets(ctx, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/import',
    summary: 'Bring in tickets of our own export, of Discord Tickets or of Modmail',
    description:
      'Ids stay, or follow from those in the file: what is there already is skipped, so it can be sent again. Nobody is told of single tickets.',
    access: 'tickets:manage',
    body: ImportInput,
    example: {
      format: 'modmail',
      data: '[{"key":"a1b2c3","open":false,"created_at":"2024-05-01 10:00:00","closed_at":"2024-05-01 11:00:00","recipient":{"id":"1000000000000000011","name":"maya"},"messages":[]}]',
    },
    answers: { 202: ImportView },
    async handle({ ctx, body }) {
      return new Answer(202, importView(await takeFile(ctx, body)));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/imports',
    summary: 'List imports',
    access: 'tickets:manage',
    answers: { 200: v.object({ imports: v.array(ImportView) }) },
    handle: async ({ ctx }) => ({ imports: (await listImports(ctx)).map(importView) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/imports/:id',
    summary: 'Look how far an import is',
    access: 'tickets:manage',
    params: { id: 'Id of the import.' },
    answers: { 200: ImportView },
    errors: { 404: 'There is no such import.' },
    handle: async ({ ctx, params }) => importView(await findImport(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/imports/:id/start',
    summary: 'Bring in a file that was only looked at, or go on with one that stopped',
    access: 'tickets:manage',
    params: { id: 'Id of the import.' },
    answers: { 202: ImportView },
    errors: { 404: 'There is no such import.', 409: 'It is being brought in, or was.' },
    handle: async ({ ctx, params }) => new Answer(202, importView(await startImport(ctx, params.id ?? ''))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/imports/:id',
    summary: 'Drop a file that was only looked at',
    access: 'tickets:manage',
    params: { id: 'Id of the import.' },
    answers: { 204: null },
    errors: { 404: 'There is no such import.', 409: 'It was started before.' },
    handle: ({ ctx, params }) => dropImport(ctx, params.id ?? ''),
  }),
];
