import { isInteractionExpired } from '../../discord/errors.ts';
import { createFollowup, editOriginalResponse } from '../../discord/interactions.ts';
import { timestampOf } from '../../discord/snowflake.ts';
import type { Interaction } from './interaction.ts';
import { messagePayload } from './present.ts';
import { TOKEN_LIFE_MS } from './protocol.ts';
import type { OutgoingMessage, Reply } from './reply.ts';
import { rescueReply } from './rescue-reply.ts';
import type { Route } from './route.ts';

/**
 * Sends the answer of a deferred interaction: at-least-once, by editing the original, which makes a repeat harmless.
 * When the token has died it goes by direct message, or else by a kept page (rescue-reply.ts). Throws what is retryable.
 */
export async function deliverReply(interaction: Interaction, route: Route, reply: Reply): Promise<void> {
  if (reply.kind === 'modal') throw new Error(`${route.name}: a modal can only be the first answer`);
  const { message } = reply;
  if (isExpired(interaction)) return rescueReply(interaction, route, message);
  const discord = await interaction.discord();
  try {
    if (reply.kind === 'message' && route.surface === 'update') {
      await createFollowup(discord, address(interaction), messagePayload(message, 'invoker'), {
        files: message.files,
      });
    } else {
      const surface = route.surface === 'update' ? 'update' : 'everyone';
      await editOriginalResponse(discord, address(interaction), messagePayload(message, surface), {
        files: message.files,
      });
    }
  } catch (error) {
    if (!isInteractionExpired(error)) throw error;
    await rescueReply(interaction, route, message);
  }
}

/** Shows how far the work is; failing to is no failure. */
export async function showProgress(
  interaction: Interaction,
  route: Route,
  message: OutgoingMessage,
): Promise<void> {
  if (route.surface === 'update' || isExpired(interaction)) return;
  const discord = await interaction.discord();
  await editOriginalResponse(discord, address(interaction), messagePayload(message, 'everyone')).catch(
    (error: unknown) => interaction.runtime.log.warn('progress not shown', { error }),
  );
}

const address = ({ applicationId, token }: Interaction) => ({ applicationId, token });

const isExpired = (interaction: Interaction): boolean =>
  interaction.runtime.outside.now() - timestampOf(interaction.id) > TOKEN_LIFE_MS;
