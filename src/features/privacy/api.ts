import * as v from 'valibot';
import { Answer, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { exportPerson } from './actions/export-person.ts';
import { previewErasure } from './actions/preview-erasure.ts';
import { type ErasureRow, requestErasure } from './actions/request-erasure.ts';
import { showErasure } from './actions/show-erasure.ts';

const params = { id: 'Discord id of the person.' };
const Counts = v.pipe(v.record(v.string(), v.number()), v.description('Rows by table.'));
const ErasureView = v.object({
  id: v.nullable(v.string()),
  state: v.pipe(
    v.picklist(['nothing', 'running', 'done']),
    v.description('`nothing`: nothing is kept about the person, so nothing was done.'),
  ),
  pseudonym: v.nullable(v.string()),
  counts: Counts,
  createdAt: v.nullable(v.string()),
  finishedAt: v.nullable(v.string()),
});
const NOTHING = {
  id: null,
  state: 'nothing' as const,
  pseudonym: null,
  counts: {},
  createdAt: null,
  finishedAt: null,
};

/** `/people/:id`: what is kept about somebody, and its end. */
export const privacyApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/people/:id/export',
    summary: 'Read everything that is kept about a person',
    description:
      'Every row of every table that concerns the person, without secrets and without the words of others.',
    access: 'privacy:manage',
    params,
    answers: {
      200: v.object({
        guildId: v.string(),
        personId: v.string(),
        exportedAt: v.string(),
        tables: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
      }),
    },
    handle: ({ ctx, params }) => exportPerson(ctx, params.id ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/people/:id/erasure',
    summary: 'Count what an erasure would change',
    access: 'privacy:manage',
    params,
    answers: { 200: v.object({ counts: Counts }) },
    handle: async ({ ctx, params }) => ({ counts: await previewErasure(ctx, params.id ?? '') }),
  }),
  defineRoute({
    method: 'POST',
    path: '/people/:id/erase',
    summary: 'Erase a person',
    description:
      'Cannot be undone. A job does the work; `GET /erasures/:id` shows how far it is. Asking again when nothing is left changes nothing.',
    access: 'privacy:manage',
    params,
    body: v.object({
      keepFacts: v.optional(
        v.pipe(
          v.boolean('Say true or false.'),
          v.description('Leave titles and fields of records, which the organisation may need.'),
        ),
      ),
    }),
    bodyOptional: true,
    example: { keepFacts: true },
    answers: { 200: ErasureView, 202: ErasureView },
    async handle({ ctx, params, body }) {
      const row = await requestErasure(ctx, {
        personId: params.id ?? '',
        keepFacts: body.keepFacts ?? false,
      });
      return row ? new Answer(202, erasureView(row)) : new Answer(200, NOTHING);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/erasures/:id',
    summary: 'Read how far an erasure is',
    access: 'privacy:manage',
    params: { id: 'Id of the erasure.' },
    answers: { 200: ErasureView },
    errors: { 404: 'There is no such erasure.' },
    handle: async ({ ctx, params }) => erasureView(await showErasure(ctx, params.id ?? '')),
  }),
];

const erasureView = (row: ErasureRow) => ({
  id: row.id,
  state: row.state,
  pseudonym: row.pseudonym,
  counts: row.counts,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
