import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { loadReach, upsertReach } from '../reach.ts';
import { personActed } from './person-acted.ts';

/**
 * A person joined or left the server: who left reads no thread of it, so the next message goes as a direct message;
 * for who joined, what waited is tried again. Nothing is kept of people with whom nobody ever talked.
 */
export async function noteMembership(
  ctx: ActionContext,
  personId: string,
  isMember: boolean,
  access: Permission = 'conversations:write',
): Promise<void> {
  await ctx.require(access);
  const reach = await loadReach(ctx, personId);
  if (!reach) return;
  await upsertReach(ctx, personId, { inGuild: isMember ? 'yes' : 'no' });
  if (isMember) await personActed(ctx, personId, access);
}
