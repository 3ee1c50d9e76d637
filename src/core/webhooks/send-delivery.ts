import { and, eq, sql } from 'drizzle-orm';
import {
  DiscordError,
  DiscordRateLimited,
  explainDiscordError,
  isUnknownWebhook,
} from '../../discord/errors.ts';
import { executeWebhook, parseWebhookUrl } from '../../discord/webhooks.ts';
import { type ActionContext, createContext } from '../context.ts';
import { type Database, openDatabase } from '../database/client.ts';
import { messagePayload } from '../interactions/present.ts';
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
 * Posts one notice to its Discord webhook: at-least-once, one sender at a time by lease, no order between notices.
 * A crash after the post and before the row is written repeats it once. Returns milliseconds to come again, if any.
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
  const finish = (state: 'sent' | 'failed', fields: { messageId?: string; error?: string }) =>
    db
      .update(deliveries)
      .set({ state, ...fields, leasedUntil: null, finishedAt: ctx.now() })
      .where(eq(deliveries.id, id));

  try {
    const message = await post(ctx, row.notice, row.body as OutgoingMessage);
    await finish('sent', { messageId: message.id });
    return undefined;
  } catch (error) {
    const step = RETRY_SCHEDULE_MS[row.attempts - 1];
    const temporary = error instanceof DiscordError && error.retryable;
    const said = error instanceof Error ? redact(explainFailure(error)) : 'unknown failure';
    ctx.log.warn('delivery failed', { id, attempts: row.attempts, temporary, error });
    if (!temporary || step === undefined) {
      await finish('failed', { error: said });
      return undefined;
    }
    const delayMs = error instanceof DiscordRateLimited ? error.retryAfterMs : jittered(step);
    const runAt = new Date(runtime.outside.now() + delayMs);
    await db
      .update(deliveries)
      .set({ state: 'queued', runAt, error: said, leasedUntil: null })
      .where(eq(deliveries.id, id));
    return delayMs;
  }
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

function explainFailure(error: Error): string {
  if (error instanceof DeliveryRefused) return error.message;
  if (isUnknownWebhook(error))
    return 'The Discord webhook was deleted. Make a new one and set its URL in the settings.';
  if (error instanceof DiscordError) return explainDiscordError(error);
  return JSON.stringify(describeError(error));
}

const jittered = (ms: number): number => Math.round(ms * (0.9 + Math.random() * 0.2));
