import { randomToken } from '../../../core/accounts/random-token.ts';
import type { ActionContext } from '../../../core/context.ts';
import { sha256Hex } from '../../../core/hash.ts';
import { keptResults } from '../../../core/tables.ts';

export const EXPORT_PREFIX = 'exports/';
export const EXPORT_KEPT_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

/** Puts a file where a secret link finds it for a week; nothing when the installation knows no address of its own. */
export async function keepExport(
  ctx: ActionContext,
  userId: string,
  file: { name: string; data: Uint8Array },
): Promise<string | undefined> {
  const { publicUrl, files } = ctx.runtime.config;
  if (!publicUrl) return undefined;
  const secret = randomToken();
  const key = `${EXPORT_PREFIX}${ctx.guildId}/${ctx.newId()}.json`;
  await files.put(key, file.data);
  await ctx.db.insert(keptResults).values({
    tokenHash: await sha256Hex(secret),
    guildId: ctx.guildId,
    userId,
    message: { file: { key, name: file.name } },
    createdAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + EXPORT_KEPT_DAYS * DAY_MS),
  });
  return `${publicUrl}/results/${secret}`;
}
