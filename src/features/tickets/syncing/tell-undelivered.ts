import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { inert } from '../../../discord/text.ts';
import { loadTicket } from '../find-ticket.ts';
import { openThreadOf } from './cards.ts';
import { PATIENCE } from './open-thread.ts';
import { findCardOf } from './relay-answer.ts';

const Told = v.looseObject({
  conversation: v.looseObject({ id: v.string(), feature: v.string() }),
  message: v.looseObject({
    id: v.string(),
    error: v.nullable(v.looseObject({ text: v.string() })),
  }),
});

/**
 * Says in the thread of a ticket that an answer has not reached its member, beside what was written there. At least
 * once; a repeat within minutes is dropped by its nonce.
 */
export async function tellUndelivered(ctx: ActionContext, signal: Signal): Promise<void> {
  const { conversation, message } = v.parse(Told, signal.data);
  if (conversation.feature !== 'tickets') return;
  const found = await loadTicket(ctx, conversation.id);
  const threadId = found && openThreadOf(found);
  if (!threadId) return;
  const relayed = await findCardOf(ctx, message.id);
  const why = message.error?.text ?? 'Nobody knows why.';
  try {
    await createMessage(
      ctx.discord,
      threadId,
      {
        content: `⚠️ This answer has not reached ${inert(found.conversation.personName)}: ${why}`,
        ...(relayed && !relayed.isOurs && relayed.channelId === threadId
          ? { message_reference: { message_id: relayed.cardId, fail_if_not_exists: false } }
          : {}),
      },
      { ...PATIENCE, idempotencyKey: `ticket-undelivered:${message.id}:${signal.id}` },
    );
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('the thread of a ticket was not told of an answer', { code: error.code });
  }
}
