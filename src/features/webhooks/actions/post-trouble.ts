import type { ActionContext } from '../../../core/context.ts';
import { messagePayload } from '../../../core/interactions/message-payload.ts';
import { isRetryable } from '../../../core/interactions/present.ts';
import { createMessage } from '../../../discord/messages.ts';
import { type Trouble, troubleMessage } from '../discord/trouble-message.ts';
import { webhooksSettings } from '../settings.ts';

/**
 * Says what became of an endpoint in the channel that the settings name, with a button that mends it; people are told
 * by notifications. At-least-once; Discord drops repeats within minutes by nonce.
 */
export async function postTrouble(ctx: ActionContext, trouble: Trouble): Promise<{ told: string[] }> {
  const { alertChannel } = await ctx.settings(webhooksSettings);
  if (!alertChannel) return { told: [] };
  const to = `channel:${alertChannel}`;
  const message = messagePayload(troubleMessage(trouble, { offers: true }), 'everyone');
  try {
    await createMessage(ctx.discord, alertChannel, message, { idempotencyKey: `${trouble.signalId}:${to}` });
    return { told: [to] };
  } catch (error) {
    if (isRetryable(error)) throw error;
    ctx.log.warn('could not tell', { to, error });
    return { told: [] };
  }
}
