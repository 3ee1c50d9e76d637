import * as v from 'valibot';
import { defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { actionRoutes } from './action-routes.ts';
import { listAccountServers, listKnownServers, showServer } from './actions/list-servers.ts';
import { readHistory } from './actions/read-history.ts';
import { ActionInput, requestAction } from './actions/request-action.ts';
import { EventInput, OUTCOMES, takeEvent } from './actions/take-event.ts';
import { batchRoutes } from './batch-routes.ts';
import { actionView, knownServerView, serverView, stateEventView } from './present-rows.ts';
import { ActionView, KnownServerView, ServerView, StateEventView } from './views.ts';

const MOST = 200;
const DAY_MS = 24 * 60 * 60_000;
const params = { server: 'Id of the server, as the panel has it.' };
const PANEL = {
  409: 'No panel is set up, or it refused this.',
  502: 'The panel gave an answer that cannot be right.',
  503: 'The panel does not answer just now.',
};
const unknown = { 404: 'There is no such server.' };

/** `/servers` and `/server-actions`: servers of customers, through the hosting panel. */
export const serversApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/servers',
    summary: 'List servers that were heard of',
    description: 'By name, without asking the panel; 200 at most.',
    access: 'servers:read',
    query: v.object({
      q: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('Part of name, id or account.'))),
    }),
    answers: { 200: v.object({ servers: v.array(KnownServerView) }) },
    handle: async ({ ctx, query }) => ({
      servers: (await listKnownServers(ctx, { words: query.q ?? '', limit: MOST })).map(knownServerView),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/accounts/:account/servers',
    summary: 'List the servers of an account as the panel shows them now',
    access: 'servers:read',
    params: { account: 'Id of the customer’s account.' },
    answers: { 200: v.object({ servers: v.array(ServerView) }) },
    errors: PANEL,
    handle: async ({ ctx, params }) => ({
      servers: (await listAccountServers(ctx, params.account ?? '')).map(serverView),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/servers/:server',
    summary: 'Read a server as the panel shows it now',
    access: 'servers:read',
    params,
    answers: { 200: ServerView },
    errors: { ...unknown, ...PANEL },
    handle: async ({ ctx, params }) => serverView(await showServer(ctx, params.server ?? '', 'any')),
  }),
  defineRoute({
    method: 'GET',
    path: '/servers/:server/history',
    summary: 'Read what a server was and what was done with it',
    description: 'States of the last days (7 unless told), oldest first; the last 50 actions, newest first.',
    access: 'servers:read',
    params,
    query: v.object({
      days: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^\d{1,2}$/, 'Give whole days up to 90.'),
          v.transform(Number),
          v.maxValue(90),
        ),
      ),
    }),
    answers: { 200: v.object({ events: v.array(StateEventView), actions: v.array(ActionView) }) },
    errors: unknown,
    async handle({ ctx, params, query }) {
      const since = new Date(ctx.now().getTime() - (query.days ?? 7) * DAY_MS);
      const history = await readHistory(ctx, params.server ?? '', { since, whose: 'any' });
      return { events: history.events.map(stateEventView), actions: history.actions.map(actionView) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/servers/:server/actions',
    summary: 'Ask for a server to be started, stopped or rebooted',
    description:
      'A start is asked of the panel at once. The others answer `awaiting-confirmation` with what they would do to players; confirm them within 30 seconds with the same key.',
    access: 'servers:manage',
    params,
    body: ActionInput,
    example: { action: 'reboot' as const },
    answers: { 200: ActionView },
    errors: { ...unknown, ...PANEL, 429: 'Too many actions within ten minutes.' },
    handle: async ({ ctx, params, body, originKey }) =>
      actionView(
        await requestAction(ctx, {
          serverId: params.server ?? '',
          action: body.action,
          whose: 'any',
          ...(originKey ? { onceKey: `${ctx.guildId}:${originKey}` } : {}),
        }),
      ),
  }),
  ...actionRoutes,
  ...batchRoutes,
  defineRoute({
    method: 'POST',
    path: '/servers/events',
    summary: 'Tell what a server is now (for the panel)',
    description:
      'Late, repeated and out of order does no harm: an `eventId` counts once, and what is older than what is known changes nothing. See docs/server-panel.md.',
    access: 'servers:report',
    body: EventInput,
    example: {
      serverId: 'srv-lobby',
      state: 'online' as const,
      at: '2026-11-20T18:30:40Z',
      eventId: 'evt-81',
    },
    answers: { 200: v.object({ eventId: v.string(), outcome: v.picklist(OUTCOMES) }) },
    handle: async ({ ctx, body }) => ({ eventId: body.eventId, outcome: await takeEvent(ctx, body) }),
  }),
];
