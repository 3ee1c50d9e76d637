import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { readInboxStatus } from '../actions/read-inbox-status.ts';

const StatusView = v.object({
  botActive: v.pipe(v.boolean(), v.description('Whether Discord takes the token of the bot.')),
  token: v.object({ ok: v.boolean(), reason: v.nullable(v.string()) }),
  missingIntents: v.pipe(
    v.nullable(v.array(v.object({ intent: v.string(), label: v.string(), without: v.string() }))),
    v.description('Null: Discord did not say.'),
  ),
  gateway: v.object({ state: v.picklist(['ok', 'degraded', 'off']), reason: v.nullable(v.string()) }),
  mode: v.pipe(v.picklist(['gateway', 'poll']), v.description('How direct messages come in just now.')),
  lastEventAt: v.nullable(v.string()),
  lastEventAgeSeconds: v.nullable(v.number()),
  intentMissing: v.nullable(v.object({ at: v.string(), reason: v.string() })),
  unrouted: v.object({ count: v.number(), oldestAt: v.nullable(v.string()) }),
  missing: v.array(v.object({ name: v.string(), remedy: v.string() })),
});

export const statusRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/inbox/status',
    summary: 'Tell whether the inbox works, and what is missing',
    access: 'inbox:read',
    answers: { 200: StatusView },
    handle: ({ ctx }) => readInboxStatus(ctx),
  }),
];
