import * as v from 'valibot';
import { actorLabel, coversPermission } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { sha256Hex } from '../../../core/hash.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { apiKeys } from '../../../core/tables.ts';
import { type ApiKeyRow, type ApiKeyView, apiKeyView } from '../api-key-view.ts';

const DAY_MS = 24 * 60 * 60_000;
/** How much of a key may be shown again, so that people can tell theirs apart. */
const PREFIX_LENGTH = 7;

export const CreateApiKeyInput = v.object({
  name: v.pipe(
    v.string('Give it a name.'),
    v.transform((text) => text.toWellFormed().replace(/\s+/g, ' ').trim()),
    v.minLength(1, 'Give it a name.'),
    v.maxLength(80, 'At most 80 characters.'),
  ),
  /** Permissions such as `records:read`, `records:*` for all of a feature, `*` for everything. */
  scopes: v.pipe(
    v.array(v.string('Give a text.'), 'Give the scopes as a list.'),
    v.minLength(1, 'Choose at least one scope.'),
    v.maxLength(100, 'At most 100 scopes.'),
  ),
  /** Absent or null: until it is revoked. */
  expiresInDays: v.optional(
    v.nullable(
      v.pipe(
        v.number('Give a number of days.'),
        v.integer('Give whole days.'),
        v.minValue(1, 'At least one day.'),
        v.maxValue(3_650, 'At most ten years.'),
      ),
    ),
    null,
  ),
});
export type CreateApiKeyInput = v.InferInput<typeof CreateApiKeyInput>;

/** Creates a key of the HTTP API. `key` is the only time that it can be read: just its SHA-256 is kept. */
export async function createApiKey(
  ctx: ActionContext,
  raw: CreateApiKeyInput,
): Promise<ApiKeyView & { key: string }> {
  await ctx.require('hub:keys');
  const input = parseInput(CreateApiKeyInput, raw);
  const scopes = checkScopes(ctx, input.scopes);
  const key = newKey();
  const now = ctx.now();
  const row: ApiKeyRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    name: input.name,
    hash: await sha256Hex(key),
    prefix: key.slice(0, PREFIX_LENGTH),
    lastFour: key.slice(-4),
    scopes,
    createdBy: actorLabel(ctx.actor),
    createdAt: now,
    lastUsedAt: null,
    expiresAt: input.expiresInDays === null ? null : new Date(now.getTime() + input.expiresInDays * DAY_MS),
    revokedAt: null,
  };
  const view = apiKeyView(row);
  const subject = `api-key:${row.id}`;
  await ctx.commit({
    statements: [ctx.db.insert(apiKeys).values(row)],
    signals: [{ type: 'api-key.created', subject, data: { key: view } }],
    audit: [{ action: 'hub.create-api-key', target: subject, after: view }],
  });
  return { ...view, key };
}

/** Known scopes only, and none that reaches further than the key that asks. */
function checkScopes(ctx: ActionContext, given: readonly string[]): string[] {
  const { access, features } = ctx.runtime.registry;
  const known = new Set(['*', ...features.map(({ name }) => `${name}:*`), ...access.keys()]);
  const unknown = given.find((scope) => !known.has(scope));
  if (unknown !== undefined) {
    const problem = `There is no scope “${unknown}”. Known: ${[...known].join(', ')}.`;
    throw new InputError(`scopes: ${problem}`, { scopes: problem });
  }
  const { actor } = ctx;
  if (actor.kind === 'key') {
    const beyond = given.find((scope) => !covers(actor.scopes, scope));
    if (beyond) throw new DeniedError(`This API key lacks ${beyond} itself, so it can't give it to another.`);
  }
  return [...new Set(given)];
}

function covers(scopes: readonly string[], scope: string): boolean {
  return scope === '*' ? scopes.includes('*') : coversPermission(scopes, scope as Permission);
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const text = btoa(String.fromCharCode(...bytes));
  return `gh_${text.replaceAll('+', '-').replaceAll('/', '_')}`;
}
