import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';

export const AutoAnswerPayload = v.object({
  channelId: v.string(),
  content: v.string(),
  key: v.string(),
  components: v.optional(v.array(v.looseObject({ type: v.number() }))),
});

/** Sends an automatic answer: at least once, posted once by its nonce. A person who can't be written to gets none. */
export async function sendAutoAnswer(
  ctx: ActionContext,
  { channelId, content, key, components }: v.InferOutput<typeof AutoAnswerPayload>,
): Promise<{ sent: boolean }> {
  try {
    const body = {
      content,
      // Safe because only our own code makes these jobs, from components that it typed.
      ...(components ? { components: components as unknown as APIMessageTopLevelComponent[] } : {}),
    };
    await createMessage(ctx.discord, channelId, body, { idempotencyKey: `inbox:${key}` });
    return { sent: true };
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('an automatic answer was refused', { code: error.code });
    return { sent: false };
  }
}
