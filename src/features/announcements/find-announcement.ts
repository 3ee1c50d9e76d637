import { and, desc, eq, ilike, ne, or } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import type { AnnouncementRow } from './announcement-view.ts';
import { announcements } from './tables.ts';

/** Postgres' integer ends there; a longer number is no announcement's. */
const LARGEST_NUMBER = 2_147_483_647;

/** Finds one of this server's announcements by id, number (`3`, `#3`) or exact name. Throws NotFoundError. */
export async function findAnnouncement(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  const text = reference.trim();
  if (text === '') throw new InputError('Say which announcement: its number or its name.');
  const number = Number(/^#?(\d{1,10})$/.exec(text)?.[1] ?? -1);
  const id = text.toLowerCase();
  const which = isUuid(id)
    ? eq(announcements.id, id)
    : number >= 0 && number <= LARGEST_NUMBER
      ? eq(announcements.number, number)
      : eq(announcements.name, text);
  const [row] = await ctx.db
    .select()
    .from(announcements)
    .where(and(eq(announcements.guildId, ctx.guildId), which))
    .orderBy(desc(announcements.number))
    .limit(1);
  if (row) return row;
  throw new NotFoundError('There is no such announcement in this server. `/announce list` shows them all.');
}

/** Announcements whose number or name fits what was typed; those still to come first. */
export async function searchAnnouncements(
  ctx: ActionContext,
  typed: string,
  limit: number,
): Promise<AnnouncementRow[]> {
  const number = /^#?(\d{1,9})$/.exec(typed.trim())?.[1];
  const words = likePattern(typed.trim());
  const fits = or(
    ilike(announcements.name, words),
    ...(number === undefined ? [] : [eq(announcements.number, Number(number))]),
  );
  const of = (state: ReturnType<typeof eq>) =>
    ctx.db
      .select()
      .from(announcements)
      .where(and(eq(announcements.guildId, ctx.guildId), state, fits))
      .orderBy(desc(announcements.number))
      .limit(limit);
  const [open, finished] = await ctx.db.batch([
    of(ne(announcements.state, 'finished')),
    of(eq(announcements.state, 'finished')),
  ]);
  return [...open, ...finished].slice(0, limit);
}
