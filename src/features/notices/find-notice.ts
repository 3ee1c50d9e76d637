import { and, asc, desc, eq, ilike, isNull, ne, or, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { DeniedError, InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import type { NoticeRow, UpdateRow } from './notice-view.ts';
import type { NoticeKind } from './states.ts';
import { notices, noticeUpdates } from './tables.ts';

/** Postgres' integer ends there; a longer number is no notice's. */
const LARGEST_NUMBER = 2_147_483_647;

/** What is billed is between the organisation and its customer: not all of staff reads it. */
export async function mayReadBilling(ctx: ActionContext): Promise<boolean> {
  try {
    await ctx.require('notices:billing', 'read');
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}

/** A notice of this server that the actor may read, by id or number (`3`, `#3`). Throws NotFoundError. */
export async function findNotice(ctx: ActionContext, reference: string): Promise<NoticeRow> {
  const text = reference.trim().toLowerCase();
  const number = Number(/^#?(\d{1,10})$/.exec(text)?.[1] ?? -1);
  const isNumber = number >= 0 && number <= LARGEST_NUMBER;
  if (!isUuid(text) && !isNumber) throw new InputError('Say which notice: its number, like #3.');
  const [row] = await ctx.db
    .select()
    .from(notices)
    .where(
      and(eq(notices.guildId, ctx.guildId), isNumber ? eq(notices.number, number) : eq(notices.id, text)),
    );
  if (row && (row.kind !== 'billing' || (await mayReadBilling(ctx)))) return row;
  throw new NotFoundError('There is no such notice in this server. `/notice list` shows them.');
}

export interface NoticeFilter {
  kind?: NoticeKind | undefined;
  /** Only those that are not over. */
  open?: boolean | undefined;
  /** Number, or a part of the title. */
  words?: string | undefined;
  limit: number;
}

/** Notices that the actor may read, those that go on first, then the newest. */
export async function searchNotices(ctx: ActionContext, filter: NoticeFilter): Promise<NoticeRow[]> {
  const words = filter.words?.trim() ?? '';
  const number = /^#?(\d{1,9})$/.exec(words)?.[1];
  const conditions: (SQL | undefined)[] = [
    eq(notices.guildId, ctx.guildId),
    filter.kind ? eq(notices.kind, filter.kind) : undefined,
    filter.open ? isNull(notices.endedAt) : undefined,
    (await mayReadBilling(ctx)) ? undefined : ne(notices.kind, 'billing'),
    words === ''
      ? undefined
      : or(
          ilike(notices.title, likePattern(words)),
          ...(number === undefined ? [] : [eq(notices.number, Number(number))]),
        ),
  ];
  return ctx.db
    .select()
    .from(notices)
    .where(and(...conditions))
    .orderBy(desc(isNull(notices.endedAt)), desc(notices.createdAt))
    .limit(filter.limit);
}

/** What was said about a notice, oldest first. */
export const updatesOf = (ctx: ActionContext, noticeId: string): Promise<UpdateRow[]> =>
  ctx.db
    .select()
    .from(noticeUpdates)
    .where(and(eq(noticeUpdates.guildId, ctx.guildId), eq(noticeUpdates.noticeId, noticeId)))
    .orderBy(asc(noticeUpdates.createdAt), asc(noticeUpdates.id));
