import type { APIGuildMember, APIRole } from 'discord-api-types/v10';
import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isUnknownEntity } from '../../../discord/errors.ts';
import { getMember } from '../../../discord/members.ts';
import { listRoles } from '../../../discord/roles.ts';
import { conversationAgents } from '../tables.ts';
import type { Agent } from './identity.ts';

/** Names, roles and pictures are read anew after this long. */
const FRESH_MS = 24 * 60 * 60_000;
const CDN = 'https://cdn.discordapp.com';

/** How somebody of the team is shown; asks Discord once a day. Who has left is shown as they were. */
export async function loadAgent(ctx: ActionContext, userId: string): Promise<Agent | undefined> {
  const [known] = await ctx.db
    .select()
    .from(conversationAgents)
    .where(and(eq(conversationAgents.guildId, ctx.guildId), eq(conversationAgents.userId, userId)));
  if (known && ctx.now().getTime() - known.refreshedAt.getTime() < FRESH_MS) return known;
  try {
    const member = await getMember(ctx.discord, ctx.guildId, userId);
    const roles = member.roles.length > 0 ? await listRoles(ctx.discord, ctx.guildId) : [];
    const agent = agentOf(ctx.guildId, member, roles);
    const set = { ...agent, refreshedAt: ctx.now() };
    await ctx.db
      .insert(conversationAgents)
      .values({ guildId: ctx.guildId, userId, ...set })
      .onConflictDoUpdate({ target: [conversationAgents.guildId, conversationAgents.userId], set });
    return agent;
  } catch (error) {
    if (isUnknownEntity(error)) return known;
    throw error;
  }
}

/** @see https://docs.discord.com/developers/reference#image-formatting */
export function agentOf(guildId: string, member: APIGuildMember, roles: readonly APIRole[]): Agent {
  const { user } = member;
  const own = roles
    .filter(({ id }) => id !== guildId && member.roles.includes(id))
    .sort((a, b) => b.position - a.position);
  const avatarUrl = member.avatar
    ? `${CDN}/guilds/${guildId}/users/${user.id}/avatars/${member.avatar}.png`
    : user.avatar
      ? `${CDN}/avatars/${user.id}/${user.avatar}.png`
      : null;
  return { name: member.nick ?? user.global_name ?? user.username, title: own[0]?.name ?? '', avatarUrl };
}
