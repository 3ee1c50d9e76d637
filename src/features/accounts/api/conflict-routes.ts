import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { ListConflictsInput, listConflicts } from '../actions/list-conflicts.ts';
import { ResolveConflictInput, resolveConflict } from '../actions/resolve-conflict.ts';
import { ConflictView, conflictView } from '../views.ts';

/** Accounts that were proven and are linked otherwise. */
export const conflictRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/link-conflicts',
    summary: 'List conflicts, the newest first',
    access: 'accounts:read',
    query: ListConflictsInput,
    answers: { 200: v.object({ conflicts: v.array(ConflictView) }) },
    handle: async ({ ctx, query }) => ({ conflicts: (await listConflicts(ctx, query)).map(conflictView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/link-conflicts/:conflict/settle',
    summary: 'Say whose an account is',
    description: 'Both sides are told what was decided and why.',
    access: 'accounts:write',
    params: { conflict: 'Id of the conflict.' },
    body: ResolveConflictInput,
    example: { decision: 'move', reason: 'Kim showed the invoice.' },
    answers: { 200: ConflictView },
    errors: { 404: 'There is no such conflict.', 409: 'It was settled already.' },
    handle: async ({ ctx, params, body }) =>
      conflictView(await resolveConflict(ctx, params.conflict ?? '', body)),
  }),
];
