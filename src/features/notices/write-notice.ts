import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { nextDue } from './due.ts';
import { type NoticeRow, viewOf } from './notice-view.ts';
import type { PlannedNotice } from './plan-notice.ts';
import { noticesSettings } from './settings.ts';
import type { NoticeChange } from './signals.ts';
import { isOver } from './states.ts';
import { notices, noticeUpdates } from './tables.ts';

export const subjectOf = ({ id }: Pick<NoticeRow, 'id'>): string => `notice:${id}`;
const showJob = ({ id }: Pick<NoticeRow, 'id'>) => ({ name: 'notices.show', payload: { noticeId: id } });

/** Writes a planned notice with its first words, its signal, its audit row and the job that posts it. */
export async function insertNotice(
  ctx: ActionContext,
  plan: PlannedNotice,
  first: Change['statements'] = [],
): Promise<NoticeRow> {
  const at = ctx.now();
  const by = { createdBy: actorLabel(ctx.actor), createdByName: ctx.actor.name };
  const id = ctx.newId();
  const row: NoticeRow = {
    ...plan,
    ...by,
    id,
    guildId: ctx.guildId,
    number: 0,
    count: 1,
    escalations: 0,
    dueAt: null,
    acknowledgedBy: null,
    acknowledgedByName: null,
    endedAt: isOver(plan.state) ? at : null,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  row.dueAt = nextDue(row, await ctx.settings(noticesSettings), at);
  const { number: _, ...after } = viewOf(row);
  const results = await ctx.commit({
    statements: [
      ...first,
      ctx.db.insert(noticeUpdates).values({
        id: ctx.newId(),
        guildId: ctx.guildId,
        noticeId: id,
        state: row.state,
        message: row.message,
        inThread: false,
        ...by,
        createdAt: at,
      }),
      ctx.db
        .insert(notices)
        .values({ ...row, number: sql`next_number(${ctx.guildId}, 'notice')` })
        .returning({ number: notices.number }),
    ],
    signals: [
      {
        type: row.kind === 'billing' ? 'notice.billed' : 'notice.raised',
        subject: subjectOf(row),
        data: { notice: viewOf(row) },
        patches: [
          { path: ['notice', 'number'], value: sql`(select number from notices where id = ${id}::uuid)` },
        ],
      },
    ],
    audit: [{ action: `notices.raise-${row.kind}`, target: subjectOf(row), after }],
    jobs: [showJob(row)],
  });
  const made = results.at(-1) as { number: number }[];
  return { ...row, number: made[0]?.number ?? 0 };
}

export interface NoticeEdit {
  change: NoticeChange;
  /** As in the audit action `notices.<verb>`. */
  verb: string;
  set: Partial<
    Pick<
      NoticeRow,
      'state' | 'message' | 'details' | 'acknowledgedBy' | 'acknowledgedByName' | 'count' | 'escalations'
    >
  >;
  /** What is said in the thread below it; absent: nothing. */
  says?: string;
  statements?: Change['statements'];
}

/**
 * Writes one change of a notice, all or nothing. Throws ConflictError when somebody changed the notice since it was
 * loaded.
 */
export async function changeNotice(ctx: ActionContext, row: NoticeRow, edit: NoticeEdit): Promise<NoticeRow> {
  const at = ctx.now();
  const after: NoticeRow = { ...row, ...edit.set, version: row.version + 1, updatedAt: at };
  after.endedAt = isOver(after.state) ? (row.endedAt ?? at) : null;
  after.dueAt = nextDue(after, await ctx.settings(noticesSettings), at);
  const { id: _, guildId: __, count, ...others } = after;
  // Repeats are counted in the database meanwhile.
  const values = edit.set.count === undefined ? others : { ...others, count };
  const update = ctx.db
    .update(notices)
    .set(values)
    .where(and(eq(notices.guildId, ctx.guildId), eq(notices.id, row.id), eq(notices.version, row.version)));
  const says = edit.says;
  await ctx.commit({
    statements: [
      ...(edit.statements ?? []),
      requireChange(update.getSQL(), 'notice-changed'),
      ...(says === undefined
        ? []
        : [
            ctx.db.insert(noticeUpdates).values({
              id: ctx.newId(),
              guildId: ctx.guildId,
              noticeId: row.id,
              state: after.state,
              message: says,
              inThread: true,
              createdBy: actorLabel(ctx.actor),
              createdByName: ctx.actor.name,
              createdAt: at,
            }),
          ]),
    ],
    signals: [
      {
        type: 'notice.updated',
        subject: subjectOf(row),
        data: { notice: viewOf(after), change: edit.change },
      },
    ],
    audit: [
      { action: `notices.${edit.verb}`, target: subjectOf(row), before: viewOf(row), after: viewOf(after) },
    ],
    jobs: [showJob(row)],
  });
  return after;
}
