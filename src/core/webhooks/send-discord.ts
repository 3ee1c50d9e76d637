import {
  DiscordApiError,
  DiscordError,
  DiscordRateLimited,
  DiscordRefused,
  explainDiscordError,
  isUnknownMessage,
  isUnknownWebhook,
} from '../../discord/errors.ts';
import { editWebhookMessage, executeWebhook, type WebhookAddress } from '../../discord/webhooks.ts';
import type { ActionContext } from '../context.ts';
import { messagePayload } from '../interactions/message-payload.ts';
import type { OutgoingMessage } from '../interactions/reply.ts';
import { describeError, redact } from '../log.ts';
import type { Attempt } from './attempt.ts';
import type { Outcome } from './retry-schedule.ts';

/**
 * Posts one message to a Discord webhook once, or edits the one that is there. At-least-once together with its
 * retries: Discord knows no key for webhooks, so a post whose answer got lost appears again. Nobody is pinged.
 */
export async function sendDiscord(
  ctx: ActionContext,
  webhook: WebhookAddress,
  message: OutgoingMessage,
  editId: string | null,
): Promise<Attempt> {
  const at = ctx.now();
  const startedAt = performance.now();
  const finish = (outcome: Outcome, answer: Partial<Attempt> = {}): Attempt => ({
    at,
    durationMs: Math.round(performance.now() - startedAt),
    outcome,
    target: `Discord webhook ${webhook.id}`,
    requestHeaders: { 'content-type': 'application/json' },
    ...answer,
  });
  try {
    const { id } = await postOrEdit(ctx, webhook, message, editId);
    return finish({ kind: 'sent', messageId: id }, { status: 200, responseBody: JSON.stringify({ id }) });
  } catch (error) {
    ctx.log.warn('post to a webhook failed', { webhook: webhook.id, error });
    const answer =
      error instanceof DiscordApiError ? { status: error.status, responseBody: redact(error.reply) } : {};
    return finish(judge(error), answer);
  }
}

async function postOrEdit(
  ctx: ActionContext,
  webhook: WebhookAddress,
  message: OutgoingMessage,
  editId: string | null,
) {
  if (editId) {
    try {
      return await editWebhookMessage(ctx.discord, webhook, editId, messagePayload(message, 'update'));
    } catch (error) {
      // Somebody deleted it in Discord; what happened is still worth a post.
      if (!isUnknownMessage(error)) throw error;
    }
  }
  return executeWebhook(ctx.discord, webhook, messagePayload(message, 'everyone'));
}

function judge(error: unknown): Outcome {
  if (isUnknownWebhook(error)) {
    const said = 'The Discord webhook was deleted. Make a new one and set its URL in the settings.';
    return { kind: 'gone', reason: 'gone', error: said };
  }
  if (!(error instanceof DiscordError))
    return { kind: 'failed', error: redact(JSON.stringify(describeError(error))) };
  const said = redact(explainDiscordError(error));
  if (error instanceof DiscordRateLimited || error instanceof DiscordRefused) {
    return { kind: 'wait', error: said, retryAfterMs: error.retryAfterMs };
  }
  return error.retryable ? { kind: 'failed', error: said } : { kind: 'refused', error: said };
}
