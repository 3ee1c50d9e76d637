import { asc, eq } from 'drizzle-orm';
import type { Choice } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import { MOST_AGENTS } from '../limits.ts';
import { inboxAgents } from '../tables.ts';

/** Whom a conversation can be given to: the viewer first, then everybody who works at the desk. */
export async function deskPeople(
  { ctx, viewer }: PageRequest,
  { assigneeId, assigneeName }: ConversationRow,
): Promise<Choice[]> {
  const agents = await ctx.db
    .select()
    .from(inboxAgents)
    .where(eq(inboxAgents.guildId, ctx.guildId))
    .orderBy(asc(inboxAgents.name))
    .limit(MOST_AGENTS);
  const names = new Map<string, string>([[viewer.userId, `${viewer.name} (you)`]]);
  for (const { userId, name, isOn } of agents) {
    if (userId !== viewer.userId) names.set(userId, isOn ? name : `${name}, away`);
  }
  if (assigneeId && !names.has(assigneeId)) names.set(assigneeId, assigneeName ?? assigneeId);
  return [{ value: '', title: 'Nobody' }, ...[...names].map(([value, title]) => ({ value, title }))];
}
