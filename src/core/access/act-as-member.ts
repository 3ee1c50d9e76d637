import { isUnknownEntity } from '../../discord/errors.ts';
import { getGuild } from '../../discord/guilds.ts';
import { getMember } from '../../discord/members.ts';
import { computeGuildPermissions } from '../../discord/permissions.ts';
import type { ActionContext } from '../context.ts';
import { DeniedError } from '../errors.ts';

/** Somebody who did something in Discord itself. */
export interface GuildPerson {
  userId: string;
  name: string;
  /** Absent where Discord did not tell them. */
  roleIds?: readonly string[] | undefined;
}

/**
 * A context in which the person acts, if `check` lets them; else undefined. Their roles mostly settle it; only for who
 * may not by them is Discord asked what they may do in the server.
 */
export async function actAsMember(
  ctx: ActionContext,
  { userId, name, ...person }: GuildPerson,
  check: (as: ActionContext) => Promise<unknown>,
): Promise<ActionContext | undefined> {
  const roleIds = person.roleIds ?? (await rolesOf(ctx, userId));
  if (!roleIds) return undefined;
  const act = (permissions: bigint) => ctx.as({ kind: 'user', id: userId, name, permissions, roleIds });
  const plain = act(0n);
  if (await passes(plain, check)) return plain;
  const guild = await getGuild(ctx.discord, ctx.guildId);
  const permissions = computeGuildPermissions(
    { userId, roleIds },
    { id: guild.id, ownerId: guild.owner_id, roles: guild.roles },
  );
  const asked = act(permissions);
  return (await passes(asked, check)) ? asked : undefined;
}

async function rolesOf(ctx: ActionContext, userId: string): Promise<readonly string[] | undefined> {
  try {
    return (await getMember(ctx.discord, ctx.guildId, userId)).roles;
  } catch (error) {
    if (isUnknownEntity(error)) return undefined;
    throw error;
  }
}

async function passes(as: ActionContext, check: (as: ActionContext) => Promise<unknown>): Promise<boolean> {
  try {
    await check(as);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}
