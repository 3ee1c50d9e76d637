import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import type { AutoAnswerPayload } from '../auto-answer-payload.ts';

/** Sends an automatic answer: at least once, posted once by its nonce. A person who can't be written to gets none. */
export async function sendAutoAnswer(
  ctx: ActionContext,
  { channelId, content, key, components }: AutoAnswerPayload,
): Promise<{ sent: boolean }> {
  // Safe because only our own code makes these jobs, from components that it typed.
  const rows = components as unknown as APIMessageTopLevelComponent[] | undefined;
  const body = { content, ...(rows ? { components: rows } : {}) };
  try {
    await createMessage(ctx.discord, channelId, body, { idempotencyKey: `inbox:${key}` });
    return { sent: true };
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('an automatic answer was refused', { code: error.code });
    return { sent: false };
  }
}
