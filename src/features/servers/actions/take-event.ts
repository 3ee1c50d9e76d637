import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { SERVER_ID, SERVER_STATES } from '../model.ts';
import { type EventPlan, planEvent } from '../plan-event.ts';
import { serversSettings } from '../settings.ts';
import { serverActions, serverEvents, serverNotices, servers } from '../tables.ts';
import type { Settings } from '../write-action.ts';
import { type EventReads, writeEvent } from '../write-event.ts';

export const EventInput = v.object({
  serverId: v.pipe(
    v.string(),
    v.regex(SERVER_ID, 'Letters, digits, points, dashes and underlines, at most 64.'),
  ),
  state: v.picklist(SERVER_STATES, `Say one of ${SERVER_STATES.join(', ')}.`),
  at: v.pipe(
    v.string(),
    v.isoTimestamp('Give a time like 2026-11-20T18:30:00Z.'),
    v.description('When the state began, by the clock of the panel.'),
  ),
  eventId: v.pipe(
    v.string(),
    v.minLength(1, 'Give it an id.'),
    v.maxLength(100, 'At most 100 characters.'),
    v.description('Yours; the same one counts once.'),
  ),
});
export type EventInput = v.InferInput<typeof EventInput>;

/** `stale`: something newer is known. */
export const OUTCOMES = ['applied', 'stale', 'duplicate'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A clock that is further ahead is wrong, and its events would hide all that come after. */
const AHEAD_MS = 5 * 60_000;
/** So long a late report still confirms an action. */
const LATE_MS = 60 * 60_000;
/** Reports about one server that come at the same moment take turns. */
const MOST_TRIES = 5;

/** The panel tells what a server is now. Twice, late or out of order does no harm: see plan-event.ts. */
export async function takeEvent(ctx: ActionContext, input: EventInput): Promise<Outcome> {
  await ctx.require('servers:report', 'write');
  const event = { ...parseInput(EventInput, input), at: new Date(input.at) };
  if (event.at.getTime() > ctx.now().getTime() + AHEAD_MS) {
    const problem = 'This lies in the future. Set the clock of the panel.';
    throw new InputError(`at: ${problem}`, { at: problem });
  }
  const settings = await ctx.settings(serversSettings);
  for (let tries = 1; ; tries++) {
    const reads = await readKnown(ctx, event);
    if (reads.isKnown) return 'duplicate';
    const plan = planFor(ctx, event, reads, settings);
    try {
      await writeEvent(ctx, { event, reads, plan, settings });
      return plan.applies ? 'applied' : 'stale';
    } catch (error) {
      if (!(error instanceof ConflictError) || tries >= MOST_TRIES) throw error;
    }
  }
}

function planFor(
  ctx: ActionContext,
  event: { state: EventInput['state']; at: Date },
  { server, action, notice }: EventReads,
  settings: Settings,
): EventPlan {
  const waiting = action?.requestedAt ? { ...action, requestedAt: action.requestedAt } : undefined;
  return planEvent({
    event,
    now: ctx.now(),
    server,
    action: waiting,
    notice,
    hold: { holdMs: settings.holdSeconds * 1_000, flapChanges: settings.flapChanges },
  });
}

async function readKnown(
  ctx: ActionContext,
  { serverId, eventId }: { serverId: string; eventId: string },
): Promise<EventReads & { isKnown: boolean }> {
  const { db, guildId } = ctx;
  const recently = new Date(ctx.now().getTime() - LATE_MS);
  const [known, found, actions, notices] = await db.batch([
    db
      .select({ id: serverEvents.id })
      .from(serverEvents)
      .where(and(eq(serverEvents.guildId, guildId), eq(serverEvents.eventId, eventId))),
    db
      .select()
      .from(servers)
      .where(and(eq(servers.guildId, guildId), eq(servers.serverId, serverId))),
    db
      .select()
      .from(serverActions)
      .where(
        and(
          eq(serverActions.guildId, guildId),
          eq(serverActions.serverId, serverId),
          inArray(serverActions.state, ['requested', 'accepted', 'unconfirmed']),
          gt(serverActions.createdAt, recently),
          // A later action that has ended makes what came before it history.
          sql`not exists (select 1 from server_actions later where later.guild_id = ${guildId}
            and later.server_id = ${serverId} and later.requested_at > ${serverActions.requestedAt})`,
        ),
      )
      .orderBy(desc(serverActions.requestedAt))
      .limit(1),
    db
      .select()
      .from(serverNotices)
      .where(and(eq(serverNotices.guildId, guildId), eq(serverNotices.serverId, serverId)))
      // Ids go by our clock alone; a notice of the panel's may be opened ahead of it.
      .orderBy(desc(serverNotices.id))
      .limit(1),
  ]);
  return { isKnown: known.length > 0, server: found[0], action: actions[0], notice: notices[0] };
}
