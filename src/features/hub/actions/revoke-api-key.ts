import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { apiKeys } from '../../../core/tables.ts';
import { type ApiKeyView, apiKeyView } from '../api-key-view.ts';

const RevokeApiKeyInput = v.object({ id: v.string('Say which key.') });
export type RevokeApiKeyInput = v.InferInput<typeof RevokeApiKeyInput>;

const GUARD = 'api-key-revoked';

/** Ends a key for good; requests with it are refused from now on. Throws ConflictError when it was revoked before. */
export async function revokeApiKey(ctx: ActionContext, raw: RevokeApiKeyInput): Promise<ApiKeyView> {
  await ctx.require('hub:keys');
  const { id } = parseInput(RevokeApiKeyInput, raw);
  const gone = new NotFoundError('There is no such API key in this server.');
  if (!isUuid(id)) throw gone;
  const mine = and(eq(apiKeys.guildId, ctx.guildId), eq(apiKeys.id, id));
  const [row] = await ctx.db.select().from(apiKeys).where(mine);
  if (!row) throw gone;
  const revokedAt = ctx.now();
  const after = apiKeyView({ ...row, revokedAt });
  const subject = `api-key:${id}`;
  const update = ctx.db
    .update(apiKeys)
    .set({ revokedAt })
    .where(and(mine, isNull(apiKeys.revokedAt)));
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), GUARD)],
      signals: [{ type: 'api-key.revoked', subject, data: { key: after } }],
      audit: [{ action: 'hub.revoke-api-key', target: subject, before: apiKeyView(row), after }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new ConflictError(GUARD, `“${row.name}” is revoked already.`);
  }
  return after;
}
