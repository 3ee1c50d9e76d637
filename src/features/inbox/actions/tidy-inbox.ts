import { lt, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { autoAnswers, personGuilds } from '../tables.ts';

/** What nobody asked for in that time is forgotten; what is in a conversation stays there. */
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
/** Rows at a time, so that it stays a short query. */
const MOST = 1_000;

/** Removes stored messages that are over or that nobody took, old memberships and automatic answers long given. */
export async function tidyInbox(ctx: ActionContext): Promise<void> {
  const old = new Date(ctx.now().getTime() - KEPT_DAYS * DAY_MS);
  await ctx.db.batch([
    ctx.db.execute(sql`delete from inbound_messages where message_id in (select message_id from inbound_messages
      where received_at < ${old.toISOString()}::timestamptz and reason is distinct from 'lockdown' order by received_at limit ${MOST})`),
    ctx.db.delete(personGuilds).where(lt(personGuilds.checkedAt, old)),
    ctx.db.delete(autoAnswers).where(lt(autoAnswers.sentAt, old)),
  ]);
}
