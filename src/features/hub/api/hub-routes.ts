import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { ChangeSettingsInput, changeSettings } from '../actions/change-settings.ts';
import { CreateApiKeyInput, createApiKey } from '../actions/create-api-key.ts';
import { listApiKeys } from '../actions/list-api-keys.ts';
import { type AuditRow, ListAuditInput, listAudit } from '../actions/list-audit.ts';
import { listFailedWork, retryFailedWork } from '../actions/retry-work.ts';
import { revokeApiKey } from '../actions/revoke-api-key.ts';
import { showSettings } from '../actions/show-settings.ts';
import { ApiKeySchema, AuditEntrySchema, FailedWorkSchema, SettingsSchema } from './hub-schemas.ts';

const settingsBody = v.object({
  values: ChangeSettingsInput.entries.change,
  version: ChangeSettingsInput.entries.version,
});
const ofFeature = { feature: 'Name of a feature, `access`, or `features` for the switches.' };
const { actor, action, target, source, since, until } = ListAuditInput.entries;

const settingsRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/settings/:feature',
    summary: 'Read the settings of a feature',
    access: 'hub:settings',
    params: ofFeature,
    answers: { 200: SettingsSchema },
    handle: ({ ctx, params }) => showSettings(ctx, params.feature ?? ''),
  }),
  ...(['PATCH', 'PUT'] as const).map((method) =>
    defineRoute({
      method,
      path: '/settings/:feature',
      summary: method === 'PATCH' ? 'Change settings' : 'Set all settings',
      description:
        method === 'PATCH'
          ? 'Changes what is named. The settings `features` hold the switches: `on`, `read-only` or `off`.'
          : 'What is not named goes back to its default.',
      access: 'hub:settings',
      params: ofFeature,
      body: settingsBody,
      example: { values: {} },
      answers: { 200: SettingsSchema },
      handle: ({ ctx, params, body }) =>
        changeSettings(ctx, {
          feature: params.feature ?? '',
          change: body.values,
          replace: method === 'PUT',
          ...(body.version === undefined ? {} : { version: body.version }),
        }),
    }),
  ),
];

const keyRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/keys',
    summary: 'List API keys, newest first',
    description: 'Revoked and expired ones too.',
    access: 'hub:keys',
    query: v.object(pageQuery),
    answers: { 200: v.object({ keys: v.array(ApiKeySchema), next: NextCursor }) },
    async handle({ ctx, query: { limit, cursor } }) {
      const before = cursor && decodeCursor('keys', cursor, v.tuple([v.pipe(v.string(), v.uuid())]))[0];
      const keys = await listApiKeys(ctx, { limit, ...(before ? { before } : {}) });
      const last = keys.at(-1);
      return { keys, next: last && keys.length === limit ? encodeCursor('keys', [last.id]) : null };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/keys',
    summary: 'Create an API key',
    description:
      'The key is in this answer and can never be shown again, not even to a repeat. A key can only give scopes that it has itself.',
    access: 'hub:keys',
    body: CreateApiKeyInput,
    example: { name: 'Stock system', scopes: ['records:read'], expiresInDays: 90 },
    answers: { 201: v.object({ ...ApiKeySchema.entries, key: v.string() }) },
    secretAnswer: true,
    handle: ({ ctx, body }) => createApiKey(ctx, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/keys/:id',
    summary: 'Revoke an API key',
    access: 'hub:keys',
    params: { id: 'Id of the key.' },
    answers: { 200: ApiKeySchema },
    handle: ({ ctx, params }) => revokeApiKey(ctx, { id: params.id ?? '' }),
  }),
];

const watchRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/audit',
    summary: 'Read who did what, newest first',
    access: 'hub:audit',
    query: v.object({
      actor: v.pipe(actor, v.description('`user:<id>`, `key:<id>` or `system:<name>`.')),
      action: v.pipe(action, v.description('Such as `records.create`.')),
      target: v.pipe(target, v.description('`record:<id>`, or how it begins: `record:`.')),
      source: v.pipe(source, v.description('Where it was done.')),
      since: v.pipe(since, v.description('Not before this time.')),
      until: v.pipe(until, v.description('Before this time.')),
      ...pageQuery,
    }),
    answers: { 200: v.object({ entries: v.array(AuditEntrySchema), next: NextCursor }) },
    async handle({ ctx, query: { cursor, ...query } }) {
      const at = cursor && decodeCursor('audit', cursor, auditPosition)[0];
      const { entries, next } = await listAudit(ctx, { ...query, ...(at ? { cursor: at } : {}) });
      return { entries: entries.map(auditView), next: next ? encodeCursor('audit', [next]) : null };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/failed-work',
    summary: 'List jobs and deliveries that were given up',
    description: 'The last twenty, newest first.',
    access: 'hub:settings',
    answers: { 200: v.object({ work: v.array(FailedWorkSchema) }) },
    async handle({ ctx }) {
      const work = await listFailedWork(ctx);
      return { work: work.map((one) => ({ ...one, failedAt: one.failedAt.toISOString() })) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/failed-work/:kind/:id/retry',
    summary: 'Run a failed job or delivery again',
    access: 'hub:settings',
    params: { kind: '`job` or `delivery`.', id: 'Its id, as listed.' },
    answers: { 204: null },
    async handle({ ctx, params }) {
      await retryFailedWork(ctx, params.kind === 'delivery' ? 'delivery' : 'job', params.id ?? '');
      return new Answer(204, undefined);
    },
  }),
];

export const hubRoutes: readonly ApiRoute[] = [...settingsRoutes, ...keyRoutes, ...watchRoutes];

/** What listAudit gives for the next page. */
const auditPosition = v.tuple([v.pipe(v.string(), v.regex(/^[\d-]{10}T[\d:.]{8,12}Z_[0-9a-f-]{36}$/))]);

const auditView = (row: AuditRow) => ({
  id: row.id,
  action: row.action,
  target: row.target,
  actor: row.actor,
  source: row.source,
  requestId: row.requestId,
  before: row.before ?? null,
  after: row.after ?? null,
  createdAt: row.createdAt.toISOString(),
});
