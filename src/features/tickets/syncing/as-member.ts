import type { ActionContext } from '../../../core/context.ts';
import { DeniedError } from '../../../core/errors.ts';
import { isUnknownEntity } from '../../../discord/errors.ts';
import { getGuild } from '../../../discord/guilds.ts';
import { getMember } from '../../../discord/members.ts';
import { computeGuildPermissions } from '../../../discord/permissions.ts';
import { requireWork } from '../access.ts';
import type { Ticket } from '../views.ts';

interface Member {
  userId: string;
  name: string;
  /** Absent where Discord did not tell them. */
  roleIds?: readonly string[] | undefined;
}

/**
 * A context in which the member acts, if they work on the ticket; else undefined. Their roles mostly settle it; only
 * for who has none of the team's is Discord asked what they may do in the server.
 */
export async function asTeam(
  ctx: ActionContext,
  found: Ticket,
  member: Member,
): Promise<ActionContext | undefined> {
  const roleIds = member.roleIds ?? (await rolesOf(ctx, member.userId));
  if (!roleIds) return undefined;
  const { userId, name } = member;
  const act = (permissions: bigint) => ctx.as({ kind: 'user', id: userId, name, permissions, roleIds });
  const plain = act(0n);
  if (await worksOn(plain, found)) return plain;
  const guild = await getGuild(ctx.discord, ctx.guildId);
  const permissions = computeGuildPermissions(
    { userId, roleIds },
    { id: guild.id, ownerId: guild.owner_id, roles: guild.roles },
  );
  const asked = act(permissions);
  return (await worksOn(asked, found)) ? asked : undefined;
}

async function rolesOf(ctx: ActionContext, userId: string): Promise<readonly string[] | undefined> {
  try {
    return (await getMember(ctx.discord, ctx.guildId, userId)).roles;
  } catch (error) {
    if (isUnknownEntity(error)) return undefined;
    throw error;
  }
}

async function worksOn(ctx: ActionContext, found: Ticket): Promise<boolean> {
  try {
    await requireWork(ctx, found);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}
