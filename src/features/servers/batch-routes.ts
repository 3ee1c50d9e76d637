import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { cancelBatch, confirmBatch, showBatch } from './actions/end-batch.ts';
import { BatchInput, type LeftOut, requestBatch } from './actions/request-batch.ts';
import { MOST_IN_BATCH } from './model.ts';
import { actionView } from './present-rows.ts';
import type { ActionRow } from './tables.ts';
import { ActionView } from './views.ts';

const params = { batch: 'Id of what was asked for together.' };
const unknown = { 404: 'Nothing was asked for under this id.' };
const BatchView = v.object({
  id: v.string(),
  actions: v.array(ActionView),
  left: v.pipe(
    v.array(v.object({ serverId: v.string(), why: v.string() })),
    v.description('Servers that nothing is done to, each with the reason.'),
  ),
});
const view = (id: string, rows: readonly ActionRow[], left: readonly LeftOut[] = []) => ({
  id,
  actions: rows.map(actionView),
  left: [...left],
});

const answer = (
  verb: string,
  summary: string,
  end: (ctx: ActionContext, id: string) => Promise<{ rows: ActionRow[]; left: LeftOut[] }>,
) =>
  defineRoute({
    method: 'POST',
    path: `/server-batches/:batch/${verb}`,
    summary,
    access: 'servers:manage',
    params,
    answers: { 200: BatchView },
    errors: { ...unknown, 409: 'It does not wait for this any more.' },
    async handle({ ctx, params: { batch = '' } }) {
      const { rows, left } = await end(ctx, batch);
      return view(batch, rows, left);
    },
  });

/** The same for several servers at once. */
export const batchRoutes: ApiRoutes = [
  defineRoute({
    method: 'POST',
    path: '/server-batches',
    summary: 'Ask for several servers to be started, stopped or rebooted',
    description: `At most ${MOST_IN_BATCH}. Answers what would be done to each, and which are left out; nothing is done until the same key confirms it within two minutes.`,
    access: 'servers:manage',
    body: BatchInput,
    example: { action: 'reboot' as const, servers: ['srv-lobby', 'srv-creative'] },
    answers: { 200: BatchView },
    errors: { 429: 'Too many actions within ten minutes.', 503: 'The panel does not answer just now.' },
    async handle({ ctx, body }) {
      const { id, rows, left } = await requestBatch(ctx, body);
      return view(id, rows, left);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/server-batches/:batch',
    summary: 'Read what became of actions that were asked for together',
    access: 'servers:read',
    params,
    answers: { 200: BatchView },
    errors: unknown,
    handle: async ({ ctx, params: { batch = '' } }) => view(batch, await showBatch(ctx, batch)),
  }),
  answer('confirm', 'Say yes to actions that were asked for together', confirmBatch),
  answer('cancel', 'Take back actions that were asked for together', cancelBatch),
];
