import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DISCORD_ERROR_CODES, DiscordApiError } from '../../../discord/errors.ts';
import { getMember } from '../../../discord/members.ts';
import { personGuilds } from '../tables.ts';

/** How long Discord's answer holds. People rarely leave a server while they write. */
const FRESH_MS = 10 * 60_000;
/** The person is not there, or the bot is not. */
const ABSENT: readonly number[] = [
  DISCORD_ERROR_CODES.unknownMember,
  DISCORD_ERROR_CODES.unknownUser,
  DISCORD_ERROR_CODES.unknownGuild,
  DISCORD_ERROR_CODES.missingAccess,
];

export interface Membership {
  isMember: boolean;
  roleIds: string[];
}

/**
 * Whether a person is in the context's server, and their roles there. Asks Discord at most once in ten minutes; throws
 * what is retryable when Discord does not answer.
 */
export async function readMembership(ctx: ActionContext, personId: string): Promise<Membership> {
  const [known] = await ctx.db
    .select()
    .from(personGuilds)
    .where(and(eq(personGuilds.guildId, ctx.guildId), eq(personGuilds.personId, personId)));
  if (known && ctx.now().getTime() - known.checkedAt.getTime() < FRESH_MS) return known;
  const found = await ask(ctx, personId);
  const row = { ...found, guildId: ctx.guildId, personId, checkedAt: ctx.now() };
  await ctx.db
    .insert(personGuilds)
    .values(row)
    .onConflictDoUpdate({
      target: [personGuilds.guildId, personGuilds.personId],
      set: { isMember: row.isMember, roleIds: row.roleIds, checkedAt: row.checkedAt },
    });
  return found;
}

async function ask(ctx: ActionContext, personId: string): Promise<Membership> {
  try {
    const { roles } = await getMember(ctx.discord, ctx.guildId, personId);
    return { isMember: true, roleIds: roles };
  } catch (error) {
    if (error instanceof DiscordApiError && ABSENT.includes(error.code))
      return { isMember: false, roleIds: [] };
    throw error;
  }
}
