import { and, inArray, lt, or, sql } from 'drizzle-orm';
import { type ActionContext, createContext } from '../../../core/context.ts';
import { conversationMessages, conversations } from '../tables.ts';

/** What is younger still has a job of its own. */
const STUCK_MS = 20 * 60_000;
/** Conversations taken at once; the next run takes the next ones. */
const MOST = 100;
const BUCKET_MS = 10 * 60_000;

/**
 * Starts anew what is to be sent and has nobody any more who would: jobs end after a number of tries, messages only
 * after a day. Of all servers; a job of the same ten minutes is not started twice.
 */
export async function resumeSending(ctx: ActionContext): Promise<{ resumed: number }> {
  const now = ctx.now();
  const old = new Date(now.getTime() - STUCK_MS);
  const rows = await ctx.db
    .selectDistinct({ id: conversations.id, guildId: conversations.guildId })
    .from(conversationMessages)
    .innerJoin(conversations, sql`${conversations.id} = ${conversationMessages.conversationId}`)
    .where(
      and(
        inArray(conversationMessages.state, ['scheduled', 'queued', 'sending']),
        lt(
          sql`coalesce(${conversationMessages.sendAt}, ${conversationMessages.createdAt})`,
          old.toISOString(),
        ),
        or(sql`${conversations.senderUntil} is null`, lt(conversations.senderUntil, now)),
        sql`not exists (select 1 from jobs where state in ('queued', 'running') and guild_id = ${conversations.guildId}
          and name in ('conversations.send', 'conversations.open-dm')
          and payload ->> 'conversationId' = ${conversations.id}::text)`,
      ),
    )
    .limit(MOST);
  const bucket = Math.floor(now.getTime() / BUCKET_MS);
  for (const { id, guildId } of rows) {
    const guild = createContext(ctx.runtime, {
      guildId,
      actor: { kind: 'system', name: 'conversations' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
    await guild.commit({
      statements: [],
      jobs: [{ name: 'conversations.send', payload: { conversationId: id }, key: `resume:${id}:${bucket}` }],
    });
  }
  return { resumed: rows.length };
}
