import type { ActionContext } from '../../core/context.ts';
import type { Permission } from '../../core/feature.ts';
import { defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { cancelAction } from './actions/cancel-action.ts';
import { confirmAction } from './actions/confirm-action.ts';
import { decideAction } from './actions/decide-action.ts';
import { showAction } from './actions/show-action.ts';
import { actionView } from './present-rows.ts';
import type { ActionRow } from './tables.ts';
import { ActionView } from './views.ts';

const step = (
  verb: string,
  summary: string,
  access: Permission,
  act: (ctx: ActionContext, id: string) => Promise<ActionRow>,
) =>
  defineRoute({
    method: 'POST',
    path: `/server-actions/:action/${verb}`,
    summary,
    access,
    params: { action: 'Id of the action.' },
    answers: { 200: ActionView },
    errors: { 404: 'There is no such action.', 409: 'It does not wait for this any more.' },
    handle: async ({ ctx, params }) => actionView(await act(ctx, params.action ?? '')),
  });

/** What follows once somebody asked for an action. */
export const actionRoutes: ApiRoutes = [
  defineRoute({
    method: 'GET',
    path: '/server-actions/:action',
    summary: 'Read what became of an action on a server',
    access: 'servers:read',
    params: { action: 'Id of the action.' },
    answers: { 200: ActionView },
    errors: { 404: 'There is no such action.' },
    handle: async ({ ctx, params }) => actionView((await showAction(ctx, params.action ?? '')).row),
  }),
  step('confirm', 'Say yes to an action in time', 'servers:manage', confirmAction),
  step('cancel', 'Take back an action that the panel has not heard of', 'servers:manage', cancelAction),
  step(
    'approve',
    'Approve an action that somebody else asked for',
    'servers:approve',
    async (ctx, id) => (await decideAction(ctx, id, 'approve')).row,
  ),
  step(
    'reject',
    'Reject an action that waits for approval',
    'servers:approve',
    async (ctx, id) => (await decideAction(ctx, id, 'reject')).row,
  ),
];
