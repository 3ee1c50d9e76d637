import { and, eq, isNull } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { ConflictError, InputError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { kinded, type MaintenanceDetails } from '../details.ts';
import { findNotice } from '../find-notice.ts';
import type { NoticeRow } from '../notice-view.ts';
import { RAISE_ACCESS } from '../plan-notice.ts';
import { UpdateInput } from '../schemas.ts';
import type { NoticeChange } from '../signals.ts';
import { endOf, isOver, isStateOf, KIND_WORDS, type NoticeState, STATE_LOOKS, STATES } from '../states.ts';
import { notices } from '../tables.ts';
import { changeNotice, type NoticeEdit } from '../write-notice.ts';

/** Says more about a notice, or how it goes on: edits its message and tells it in the thread below. */
export async function updateNotice(
  ctx: ActionContext,
  reference: string,
  raw: UpdateInput,
  { version, statements = [] }: { version?: number; statements?: Change['statements'] } = {},
): Promise<NoticeRow> {
  await ctx.require('notices:read', 'write');
  const row = await findNotice(ctx, reference);
  if (version !== undefined && version !== row.version) throw new ConflictError('notice-changed');
  return changeNotice(ctx, row, { ...(await planUpdate(ctx, row, raw)), statements });
}

/** Brings a notice to its good end. */
export async function resolveNotice(ctx: ActionContext, reference: string, message = ''): Promise<NoticeRow> {
  await ctx.require('notices:read', 'write');
  const row = await findNotice(ctx, reference);
  const state = endOf(row.kind);
  if (!state) throw overAlready(row);
  return changeNotice(ctx, row, await planUpdate(ctx, row, { state, message }));
}

/** Resolves the alert that is open under a key, for programs that know no numbers. */
export async function resolveByKey(ctx: ActionContext, key: string, message: string): Promise<NoticeRow> {
  await ctx.require('notices:alert');
  const [row] = await ctx.db
    .select()
    .from(notices)
    .where(and(eq(notices.guildId, ctx.guildId), eq(notices.dedupeKey, key), isNull(notices.endedAt)));
  if (!row) throw new NotFoundError('No alert is open under this key.');
  return changeNotice(ctx, row, await planUpdate(ctx, row, { state: 'resolved', message }));
}

/** Takes an alert: it is not said again, and everybody sees who looks after it. */
export async function acknowledgeAlert(ctx: ActionContext, reference: string): Promise<NoticeRow> {
  await ctx.require('notices:alert');
  const row = await findNotice(ctx, reference);
  if (row.kind !== 'alert')
    throw new InputError('Only alerts are taken by somebody. Say how it goes on instead.');
  return changeNotice(ctx, row, await planUpdate(ctx, row, { state: 'acknowledged' }));
}

/** Checks an update and says what it changes. Writes nothing. */
export async function planUpdate(
  ctx: ActionContext,
  row: NoticeRow,
  raw: UpdateInput,
): Promise<Omit<NoticeEdit, 'statements'>> {
  await ctx.require(RAISE_ACCESS[row.kind]);
  const input = parseInput(UpdateInput, raw);
  if (isOver(row.state)) throw overAlready(row);
  const state = input.state ?? row.state;
  if (!isStateOf(row.kind, state)) {
    const problem = `${KIND_WORDS[row.kind]} is one of: ${STATES[row.kind].join(', ')}.`;
    throw new InputError(problem, { state: problem });
  }
  const moved = movedWindow(ctx, row, input);
  const isMoved = moved !== row.details;
  if (state === row.state && input.message === '' && !isMoved) {
    if (state === 'acknowledged')
      throw new ConflictError(
        'alert-taken',
        `${row.acknowledgedByName ?? 'Somebody'} has taken this alert already.`,
      );
    throw new InputError('Say what is new: a message, another state, or another time.', {
      message: 'Say what is new.',
    });
  }
  const taken = state === 'acknowledged' && row.state === 'firing';
  return {
    change: isMoved ? 'moved' : changeTo(row.state, state),
    verb: taken ? 'acknowledge' : isOver(state) ? 'end' : 'update',
    set: {
      state,
      details: asItWas({ ...row, details: moved }, state, ctx.now().toISOString()),
      ...(input.message === '' ? {} : { message: input.message }),
      ...(taken ? { acknowledgedBy: actorLabel(ctx.actor), acknowledgedByName: ctx.actor.name } : {}),
    },
    // Alerts are talked about in the channel of staff; a thread for each would bury them.
    ...(row.kind === 'alert' ? {} : { says: input.message || (isMoved ? 'The time has changed.' : '') }),
  };
}

function changeTo(before: NoticeState, state: NoticeState): NoticeChange {
  if (state === 'acknowledged' && before !== state) return 'acknowledged';
  if (state === 'underway' && before !== state) return 'begun';
  return isOver(state) ? 'ended' : 'updated';
}

/** A maintenance that begins or ends before its time: its message would go on telling a time that is wrong. */
function asItWas(row: NoticeRow, state: NoticeState, now: string): NoticeRow['details'] {
  const of = kinded(row);
  if (of.kind !== 'maintenance' || (state !== 'underway' && state !== 'completed')) return row.details;
  const { startsAt, endsAt } = of.details;
  return {
    ...of.details,
    startsAt: startsAt > now ? now : startsAt,
    endsAt: state === 'completed' && endsAt > now ? now : endsAt,
  };
}

/** The window as the update leaves it; the very same object if it says nothing about it. */
function movedWindow(
  ctx: ActionContext,
  row: NoticeRow,
  { startsAt, endsAt }: { startsAt?: string | undefined; endsAt?: string | undefined },
) {
  if (startsAt === undefined && endsAt === undefined) return row.details;
  const of = kinded(row);
  if (of.kind !== 'maintenance') {
    const problem = 'Only a maintenance has a beginning and an end.';
    throw new InputError(problem, { startsAt: problem });
  }
  const moved: MaintenanceDetails = {
    ...of.details,
    startsAt: startsAt ?? of.details.startsAt,
    endsAt: endsAt ?? of.details.endsAt,
    // A window that was moved is a new one to be reminded of.
    reminded: startsAt === undefined ? of.details.reminded : false,
  };
  if (row.state === 'underway' && startsAt !== undefined && startsAt !== of.details.startsAt) {
    const begun = 'It has begun already, so only its end can be moved.';
    throw new InputError(begun, { startsAt: begun });
  }
  const problem =
    moved.startsAt >= moved.endsAt
      ? 'The end has to come after the beginning.'
      : moved.endsAt <= ctx.now().toISOString()
        ? 'That end is over already. Give one that is still to come.'
        : undefined;
  if (problem) throw new InputError(problem, { endsAt: problem });
  return moved;
}

const overAlready = (row: NoticeRow) =>
  new ConflictError(
    'notice-over',
    row.kind === 'billing'
      ? 'A billing notice is final. Raise another one, for example a refund.'
      : `#${row.number} is ${STATE_LOOKS[row.state].words.toLowerCase()} already. Raise a new one.`,
  );
