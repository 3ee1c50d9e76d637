import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { DiscordApiError, DiscordError, explainDiscordError } from '../../../discord/errors.ts';
import { placeChange, requireOwnChannel, upsertReach } from '../../conversations/public.ts';
import { WRITE } from '../access.ts';
import { findCategoryRow } from '../find-category.ts';
import { findTicket } from '../find-ticket.ts';
import type { SetupError } from '../model.ts';
import { calledIn } from '../opening/called-in.ts';
import { type Drawn, drawnVersion, readDrawn } from '../opening/draw.ts';
import { endSetup, withoutPlace } from '../opening/end-setup.ts';
import { giveBack, NOT_OURS, step, takeLease } from '../opening/lease.ts';
import { placeFor } from '../opening/place.ts';
import { addMember, postStarter, startPrivateThread, startPublicThread } from '../opening/steps.ts';
import { ticketSubject, toldOfChange } from '../told.ts';
import type { Ticket, TicketRow } from '../views.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Waits between tries, in milliseconds, of what may pass by itself and of what somebody has to mend. */
const SOON = [15_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS];
const LATER = [10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];
/** A message that was deleted meanwhile is posted anew this often in one go. */
const MOST_STEPS = 6;

/**
 * Makes what is missing of a ticket's place in Discord: its message, its thread, the member in it. Each step is
 * written down before the next, and looked for before it is done again, so it may stop anywhere and be run again.
 * Never throws for what Discord does: that is written down with the step, the talk goes on by direct message
 * meanwhile, and a job tries again; a run that ends without a word is taken up by `completeDue`. `now`: somebody asked for it, so it doesn't wait for its time.
 */
export async function completeTicket(
  ctx: ActionContext,
  ticketId: string,
  { now = false }: { now?: boolean } = {},
): Promise<Ticket> {
  await ctx.require(WRITE);
  const found = await findTicket(ctx, ticketId);
  const { setupAt, setupState, threadGoneAt, status } = found.ticket;
  const isMade = setupState === 'ready' && !(now && threadGoneAt);
  if (isMade || (setupState === 'none' && !now)) return found;
  if (status === 'closed') {
    if (setupAt) await endSetup(ctx, found);
    return findTicket(ctx, ticketId);
  }
  if (!now && setupAt && setupAt > ctx.now()) return found;
  const token = ctx.newId();
  if (!(await takeLease(ctx, ticketId, token))) return found;
  try {
    const again = now ? await beginAnew(ctx, found.ticket) : {};
    if (Object.keys(again).length > 0) await ctx.commit({ statements: [step(ctx, ticketId, token, again)] });
    await makePlace(ctx, ticketId, token);
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== NOT_OURS) throw error;
  } finally {
    await giveBack(ctx, ticketId, token);
  }
  return findTicket(ctx, ticketId);
}

/** Where nothing is there, or not any more, the place is made where category and settings have it now. */
async function beginAnew(ctx: ActionContext, ticket: TicketRow): Promise<Partial<TicketRow>> {
  const { setupState, threadGoneAt, categoryId } = ticket;
  if (!threadGoneAt && setupState !== 'pending' && setupState !== 'none') return {};
  const category = categoryId ? await findCategoryRow(ctx, categoryId) : undefined;
  const { channelId } = await placeFor(ctx, category, ticket.channelId);
  if (!channelId) return {};
  return {
    ...(channelId === ticket.channelId ? {} : { channelId }),
    ...(threadGoneAt ? ANEW : setupState === 'none' ? { setupState: 'pending' } : {}),
    // By this time a later run takes over, wherever this one ends.
    ...(ticket.setupAt ? {} : { setupAt: ctx.now() }),
  };
}

/** A thread that was deleted is made anew, with its message. */
const ANEW = {
  setupState: 'pending',
  // This run is the first for it.
  setupAttempts: 1,
  threadId: null,
  threadGoneAt: null,
  starterMessageId: null,
  starterChannelId: null,
  pollCursor: null,
} satisfies Partial<TicketRow>;

async function makePlace(ctx: ActionContext, ticketId: string, token: string): Promise<void> {
  for (let count = 0; count < MOST_STEPS; count++) {
    const found = await findTicket(ctx, ticketId);
    if (found.ticket.setupState === 'ready' || found.ticket.setupState === 'none') return;
    try {
      const set = await nextStep(ctx, found);
      const { error, ...done } = set;
      if (error) return await fail(ctx, found, token, error, LATER);
      if (done.setupState === 'ready') await settle(ctx, found, token, done);
      else await ctx.commit({ statements: [step(ctx, ticketId, token, done)] });
    } catch (error) {
      const fault = faultOf(found.ticket, error);
      if (!fault) throw error;
      const lasts = error instanceof DiscordApiError || error instanceof NotFoundError;
      return fail(ctx, found, token, fault, lasts ? LATER : SOON);
    }
  }
}

type Done = Partial<TicketRow> & { error?: SetupError };

async function nextStep(ctx: ActionContext, found: Ticket): Promise<Done> {
  const { setupState, setupAttempts, isPrivate, channelId, threadId, starterMessageId } = found.ticket;
  if (setupState === 'pending') {
    await requireOwnChannel(ctx, channelId ?? '');
    if (isPrivate) {
      const { subject } = found.conversation;
      const shownVersion = JSON.stringify({ subject } satisfies Drawn);
      return { threadId: await startPrivateThread(ctx, found), setupState: 'thread', shownVersion };
    }
    return { ...(await starter(ctx, found, channelId ?? '')), setupState: 'message' };
  }
  if (setupState === 'message') {
    const thread = await startPublicThread(ctx, found, starterMessageId ?? '');
    return thread === 'message-gone'
      ? { starterMessageId: null, setupState: 'pending', setupAttempts: setupAttempts + 1 }
      : { threadId: thread, setupState: 'thread' };
  }
  const place = threadId ?? '';
  if (!starterMessageId) return starter(ctx, found, place);
  const { personId, assigneeId } = found.conversation;
  const isThere = await addMember(ctx, place, personId);
  if (!isThere) await upsertReach(ctx, personId, { inGuild: 'no' });
  if (assigneeId) await addMember(ctx, place, assigneeId);
  return { setupState: 'ready' };
}

async function starter(ctx: ActionContext, found: Ticket, channelId: string): Promise<Done> {
  const { threadId, shownVersion } = found.ticket;
  // A thread that is there already is called as the ticket was then.
  const subject = (threadId && readDrawn(shownVersion).subject) || found.conversation.subject;
  return {
    starterMessageId: await postStarter(ctx, found, channelId, await calledIn(ctx, found)),
    starterChannelId: channelId,
    shownVersion: drawnVersion({ ...found, conversation: { ...found.conversation, subject } }),
  };
}

/** The place is there: the talk is held in it from now on, and what waited for it is sent. */
async function settle(ctx: ActionContext, found: Ticket, token: string, done: Done): Promise<void> {
  const { ticket, conversation } = found;
  const channelId = ticket.threadId;
  const after = { ticket: { ...ticket, ...done }, conversation };
  const place = placeChange(ctx, conversation, { transport: 'thread', channelId });
  const set = { ...done, setupError: null, setupAt: null, pollCursor: channelId, pollAt: ctx.now() };
  await ctx.commit({
    statements: [step(ctx, ticket.id, token, set), ...place.statements],
    signals: [...place.signals, toldOfChange(after, 'placed', ctx.actor.name)],
    audit: [
      {
        action: 'tickets.place',
        target: ticketSubject(ticket.id),
        after: { threadId: ticket.threadId, messageId: ticket.starterMessageId },
      },
    ],
    jobs: place.jobs,
  });
}

/** Writes down what went wrong, and when it is tried again. */
async function fail(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  token: string,
  error: SetupError,
  waits: readonly number[],
): Promise<void> {
  const wait = waits[Math.min(ticket.setupAttempts, waits.length) - 1] ?? HOUR_MS;
  const setupAt = new Date(ctx.now().getTime() + wait);
  ctx.log.warn('the place of a ticket was not made', {
    ticket: ticket.id,
    step: error.step,
    code: error.discordCode,
  });
  const isNews = ticket.setupError?.text !== error.text;
  // What lasts would hold up every answer; by direct message they go at once.
  const place =
    waits === LATER ? withoutPlace(ctx, { ticket, conversation }) : { statements: [], signals: [], jobs: [] };
  const after = { ticket: { ...ticket, setupError: error }, conversation };
  await ctx.commit({
    statements: [step(ctx, ticket.id, token, { setupError: error, setupAt }), ...place.statements],
    signals: [...place.signals, ...(isNews ? [toldOfChange(after, 'place-lost', ctx.actor.name)] : [])],
    jobs: [...place.jobs, { name: 'tickets.complete', payload: { ticketId: ticket.id }, runAt: setupAt }],
  });
}

function faultOf(ticket: TicketRow, error: unknown): SetupError | undefined {
  const { setupState, isPrivate, starterMessageId } = ticket;
  const step =
    setupState === 'pending'
      ? isPrivate
        ? 'thread'
        : 'message'
      : setupState === 'message'
        ? 'thread'
        : !starterMessageId
          ? 'message'
          : 'member';
  if (error instanceof NotFoundError) return { step: 'channel', text: error.message };
  if (!(error instanceof DiscordError)) return undefined;
  const code = error instanceof DiscordApiError ? { discordCode: error.code } : {};
  return { step, ...code, text: explainDiscordError(error) };
}
