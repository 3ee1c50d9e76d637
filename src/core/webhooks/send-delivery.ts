import { and, eq, sql } from 'drizzle-orm';
import {
  DiscordError,
  DiscordRateLimited,
  DiscordRefused,
  explainDiscordError,
  isUnknownWebhook,
} from '../../discord/errors.ts';
import { executeWebhook, parseWebhookUrl } from '../../discord/webhooks.ts';
import { type ActionContext, createContext } from '../context.ts';
import { type Database, openDatabase } from '../database/client.ts';
import { isRetryable, messagePayload } from '../interactions/present.ts';
import type { OutgoingMessage } from '../interactions/reply.ts';
import { describeError, redact } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries } from '../tables.ts';

/** Milliseconds before each further attempt: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; about 28 hours in all. */
export const RETRY_SCHEDULE_MS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map(
  (s) => s * 1_000,
);
const LEASE_MS = 60_000;

/**
 * Posts one notice to its Discord webhook: at-least-once, one sender at a time by lease, no order between notices. A
 * crash after the post, or an answer of Discord that got lost, makes it appear again. Returns the milliseconds after
 * which to come again, if it is not over.
 */
export async function sendDelivery(runtime: Runtime, id: string): Promise<number | undefined> {
  if (!runtime.config.database) return RETRY_SCHEDULE_MS[1];
  const db = openDatabase(runtime.config.database);
  const row = await claim(db, id, new Date(runtime.outside.now()));
  if (!row) return undefined;
  const ctx = createContext(runtime, {
    guildId: row.guildId,
    actor: { kind: 'system', name: 'deliveries' },
    source: 'job',
    requestId: row.signalId,
  });
  let messageId: string;
  try {
    messageId = (await post(ctx, row.notice, row.body as OutgoingMessage)).id;
  } catch (error) {
    return postpone(ctx, row, error);
  }
  const sent = () => settle(ctx, row, { state: 'sent', messageId, error: null, finishedAt: ctx.now() });
  await sent().catch(sent);
  return undefined;
}

type Delivery = typeof deliveries.$inferSelect;

/** Puts a failed post back, or gives it up. Being told to wait is no failure and uses up no attempt. */
async function postpone(ctx: ActionContext, row: Delivery, error: unknown): Promise<number | undefined> {
  const said = redact(explainFailure(error));
  const told = error instanceof DiscordRateLimited || error instanceof DiscordRefused;
  const step = told ? error.retryAfterMs : RETRY_SCHEDULE_MS[row.attempts - 1];
  ctx.log.warn('delivery failed', { id: row.id, attempts: row.attempts, error });
  if (!isRetryable(error) || step === undefined) {
    await settle(ctx, row, { state: 'failed', error: said, finishedAt: ctx.now() });
    return undefined;
  }
  const delayMs = jittered(step);
  const runAt = new Date(ctx.now().getTime() + delayMs);
  await settle(ctx, row, {
    state: 'queued',
    runAt,
    error: said,
    attempts: told ? row.attempts - 1 : row.attempts,
  });
  return delayMs;
}

/** Writes how an attempt ended, unless somebody else has taken the delivery since. */
async function settle(ctx: ActionContext, row: Delivery, fields: Partial<Delivery>): Promise<void> {
  await ctx.db
    .update(deliveries)
    .set({ ...fields, leasedUntil: null })
    .where(
      and(eq(deliveries.id, row.id), eq(deliveries.state, 'sending'), eq(deliveries.attempts, row.attempts)),
    );
}

async function claim(db: Database, id: string, now: Date) {
  const at = now.toISOString();
  const [row] = await db
    .update(deliveries)
    .set({
      state: 'sending',
      attempts: sql`${deliveries.attempts} + 1`,
      leasedUntil: new Date(now.getTime() + LEASE_MS),
    })
    .where(
      and(
        eq(deliveries.id, id),
        sql`((${deliveries.state} = 'queued' and ${deliveries.runAt} <= ${at}::timestamptz)
          or (${deliveries.state} = 'sending' and ${deliveries.leasedUntil} < ${at}::timestamptz))`,
      ),
    )
    .returning();
  return row;
}

async function post(ctx: ActionContext, noticeName: string, message: OutgoingMessage) {
  const notice = ctx.runtime.registry.notices.get(noticeName);
  if (!notice) throw new DeliveryRefused('The feature that wanted this post is gone.');
  const url = await notice.webhookUrl(ctx);
  const webhook = url && parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl);
  if (!webhook)
    throw new DeliveryRefused(
      'No webhook URL is set for these posts. Set one in the settings and send it again.',
    );
  return executeWebhook(ctx.discord, webhook, messagePayload(message, 'everyone'));
}

class DeliveryRefused extends Error {}

function explainFailure(error: unknown): string {
  if (error instanceof DeliveryRefused) return error.message;
  if (isUnknownWebhook(error)) {
    return 'The Discord webhook was deleted. Make a new one and set its URL in the settings.';
  }
  return error instanceof DiscordError ? explainDiscordError(error) : JSON.stringify(describeError(error));
}

/** Later by up to a fifth, so that what failed together does not come back together. */
const jittered = (ms: number): number => Math.round(ms * (1 + Math.random() * 0.2));
