import { and, desc, eq, lt } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { apiKeys } from '../../../core/tables.ts';
import { type ApiKeyView, apiKeyView } from '../api-key-view.ts';

const ListApiKeysInput = v.object({
  /** Id of the last key of the page before. */
  before: v.optional(v.pipe(v.string(), v.uuid('That is not the id of an API key.'))),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100),
});
export type ListApiKeysInput = v.InferInput<typeof ListApiKeysInput>;

/** The guild's keys, newest first, revoked and expired ones too; ids are made in the order of time. */
export async function listApiKeys(ctx: ActionContext, raw: ListApiKeysInput = {}): Promise<ApiKeyView[]> {
  await ctx.require('hub:keys', 'read');
  const { before, limit } = parseInput(ListApiKeysInput, raw);
  const rows = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.guildId, ctx.guildId), before === undefined ? undefined : lt(apiKeys.id, before)))
    .orderBy(desc(apiKeys.id))
    .limit(limit);
  return rows.map(apiKeyView);
}
