import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, UnavailableError } from '../../../core/errors.ts';
import { isRetryable } from '../../../core/interactions/present.ts';
import { redact } from '../../../core/log.ts';
import { wordsHash } from '../../../core/posts/find-posted.ts';
import { DiscordError, DiscordUnavailable, explainDiscordError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { executeWebhook } from '../../../discord/webhooks.ts';
import { type AnnouncementRow, type RunRow, runView, viewOf } from '../announcement-view.ts';
import { claimOfRun, findRun, MESSAGE_TAKEN } from '../find-run.ts';
import { messageBody } from '../message-body.ts';
import { announcementRuns, announcements } from '../tables.ts';
import { openWebhook } from '../target.ts';

/** What was to be said at a time is not said half a day later. */
const GIVE_UP_MS = 12 * 60 * 60_000;
const UNSURE =
  'The webhook did not answer, so it is not known whether this was posted. Look in Discord before you send it again.';

/**
 * Posts one run. To a channel: at-least-once, and shown once, by a nonce for repeats within minutes and by looking
 * into the channel after a crash. To a webhook, which knows no nonce: at-most-once; an unknown outcome ends as failed.
 * To endpoints: by the signal alone, which the outbox delivers. Throws what is to be tried again.
 */
export async function sendRun(ctx: ActionContext, runId: string): Promise<void> {
  const [found] = await ctx.db
    .select({ run: announcementRuns, row: announcements })
    .from(announcementRuns)
    .innerJoin(
      announcements,
      and(eq(announcements.id, announcementRuns.announcementId), eq(announcements.guildId, ctx.guildId)),
    )
    .where(and(eq(announcementRuns.guildId, ctx.guildId), eq(announcementRuns.id, runId)));
  // Deleted meanwhile, or an earlier attempt has ended it.
  if (!found || !['queued', 'posting'].includes(found.run.state)) return;
  const { run, row } = found;
  if (ctx.now().getTime() - run.createdAt.getTime() > GIVE_UP_MS) {
    return settle(ctx, row, run, {
      state: 'failed',
      error: 'Discord could not be reached for twelve hours.',
    });
  }
  let posted: { channelId: string | null; messageId: string | null };
  try {
    posted = await post(ctx, row, run);
  } catch (error) {
    const lost = error instanceof DiscordUnavailable && error.outcomeUnknown;
    if (row.target.kind === 'webhook' && lost) {
      return settle(ctx, row, run, { state: 'failed', error: UNSURE });
    }
    if (isRetryable(error)) {
      // A webhook's outcome is known here. A channel's is not: it is looked into before the next attempt.
      if (row.target.kind === 'webhook') await mark(ctx, run, { state: 'queued' });
      throw error;
    }
    if (!(error instanceof DiscordError) && !(error instanceof Undeliverable)) throw error;
    const said = error instanceof DiscordError ? explainDiscordError(error) : error.message;
    return settle(ctx, row, run, { state: 'failed', error: redact(said).slice(0, 500) });
  }
  await settle(ctx, row, run, { state: 'sent', error: null, ...posted });
}

class Undeliverable extends Error {}

async function post(ctx: ActionContext, row: AnnouncementRow, run: RunRow) {
  const before = run.state === 'posting' ? await findRun(ctx, run) : undefined;
  if (before) return before;
  const body = messageBody(row.message);
  switch (row.target.kind) {
    case 'endpoints':
      return { channelId: null, messageId: null };
    case 'channel': {
      const { channelId } = row.target;
      await mark(ctx, run, { state: 'posting', channelId, postedWords: await wordsHash(body) });
      const message = await createMessage(ctx.discord, channelId, body, {
        idempotencyKey: `announcement:${run.id}`,
      });
      return { channelId, messageId: message.id };
    }
    case 'webhook': {
      if (run.state === 'posting') throw new Undeliverable(UNSURE);
      const webhook = await openWebhook(ctx, row.target.sealed);
      if (!webhook) {
        throw new Undeliverable(
          'The webhook’s address cannot be read any more. Enter it again with `/announce edit`.',
        );
      }
      await mark(ctx, run, { state: 'posting' });
      const message = await executeWebhook(ctx.discord, webhook, body);
      return { channelId: message.channel_id, messageId: message.id };
    }
  }
}

async function mark(
  ctx: ActionContext,
  run: RunRow,
  set: { state: 'queued' | 'posting' } & Partial<Pick<RunRow, 'channelId' | 'postedWords'>>,
): Promise<void> {
  await ctx.db.update(announcementRuns).set(set).where(unfinished(ctx, run));
}

async function settle(
  ctx: ActionContext,
  row: AnnouncementRow,
  run: RunRow,
  end: Pick<RunRow, 'state' | 'error'> & Partial<Pick<RunRow, 'channelId' | 'messageId'>>,
): Promise<void> {
  const set = { ...end, finishedAt: ctx.now() };
  const update = ctx.db.update(announcementRuns).set(set).where(unfinished(ctx, run));
  try {
    await ctx.commit({
      statements: [...claimOfRun(ctx, run, end.messageId), requireChange(update.getSQL(), 'run-over')],
      signals: [
        {
          type: end.state === 'sent' ? 'announcement.sent' : 'announcement.failed',
          subject: `announcement:${row.id}`,
          data: { announcement: viewOf(row), run: runView({ ...run, ...set }) },
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    // The next attempt looks for another one, or posts it when Discord has forgotten the nonce.
    if (error.reason === MESSAGE_TAKEN)
      throw new UnavailableError('Another run has taken this message for its own.', { cause: error });
  }
}

const unfinished = (ctx: ActionContext, run: RunRow) =>
  and(
    eq(announcementRuns.guildId, ctx.guildId),
    eq(announcementRuns.id, run.id),
    inArray(announcementRuns.state, ['queued', 'posting']),
  );
