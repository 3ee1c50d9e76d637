import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { notifications } from '../../../core/tables.ts';
import { kindsForActor } from '../may-be-told.ts';

const MOST = 30;

export interface NoticeView {
  id: string;
  title: string;
  text: string;
  /** Below the guild; empty: none. */
  path: string;
  subject: string;
  createdAt: Date;
}

/** What the actor was told in the dashboard in the last 30 days, newest first: in person, and with all who may hear it. */
export async function listNotices(ctx: ActionContext): Promise<NoticeView[]> {
  await ctx.require('notifications:read');
  const kinds = new Map((await kindsForActor(ctx)).map((kind) => [kind.id, kind.title]));
  if (kinds.size === 0) return [];
  const userId = actorUserId(ctx.actor);
  const rows = await ctx.db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.guildId, ctx.guildId),
        inArray(notifications.kind, [...kinds.keys()]),
        or(isNull(notifications.userId), userId ? eq(notifications.userId, userId) : undefined),
      ),
    )
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(MOST);
  return rows.map(({ id, kind, text, path, subject, createdAt }) => ({
    id,
    title: kinds.get(kind) ?? kind,
    text,
    path,
    subject,
    createdAt,
  }));
}
