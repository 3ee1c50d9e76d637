import { isInteractionExpired, isUnknownMessage, isUnknownWebhook } from '../../discord/errors.ts';
import { createFollowup, editOriginalResponse } from '../../discord/interactions.ts';
import type { Interaction } from './interaction.ts';
import { messagePayload } from './message-payload.ts';
import type { OutgoingMessage, Reply } from './reply.ts';
import { isExpired, rescueReply } from './rescue-reply.ts';
import type { Route } from './route.ts';

/** Until then Discord may still be on its way to read our deferral, and knows no message to edit (10015). */
const DEFERRAL_GRACE_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const MOST_PAUSES = 6;

/**
 * Sends the answer of a deferred interaction: at-least-once, by editing the original, which makes a repeat harmless.
 * If the person has dismissed the original, it comes as a new message; when the token has died, or Discord does not know
 * the interaction, it goes by direct message, or else by a kept page (rescue-reply.ts). Throws what is retryable.
 */
export async function deliverReply(interaction: Interaction, route: Route, reply: Reply): Promise<void> {
  if (reply.kind === 'modal') throw new Error(`${route.name}: a modal can only be the first answer`);
  const { message } = reply;
  if (isExpired(interaction)) return rescueReply(interaction, route, message);
  const beside = reply.kind === 'message' && route.surface === 'update';
  try {
    if (beside) await addFollowup(interaction, route, message);
    else await editOriginal(interaction, message);
  } catch (error) {
    if (isUnknownMessage(error) && !beside) await addFollowup(interaction, route, message);
    else if (isInteractionExpired(error) || isUnknownWebhook(error)) {
      await rescueReply(interaction, route, message);
    } else throw error;
  }
}

/** Shows how far the work is; failing to is no failure. */
export async function showProgress(
  interaction: Interaction,
  route: Route,
  message: OutgoingMessage,
): Promise<void> {
  if (route.surface === 'update' || isExpired(interaction)) return;
  await editOriginal(interaction, message).catch((error: unknown) =>
    interaction.runtime.log.warn('progress not shown', { error }),
  );
}

async function editOriginal(interaction: Interaction, message: OutgoingMessage): Promise<void> {
  const discord = await interaction.discord();
  // Clears what a progress message showed; who sees it was settled by the deferral.
  const body = messagePayload(message, 'update');
  await onceDeferred(interaction, () =>
    editOriginalResponse(discord, address(interaction), body, { files: message.files }),
  );
}

async function addFollowup(interaction: Interaction, route: Route, message: OutgoingMessage): Promise<void> {
  const discord = await interaction.discord();
  const body = messagePayload(message, route.surface === 'everyone' ? 'everyone' : 'invoker');
  await onceDeferred(interaction, () =>
    createFollowup(discord, address(interaction), body, { files: message.files }),
  );
}

/** The queue can be quicker than Discord reads the deferral; then the call is repeated until it has. */
async function onceDeferred(interaction: Interaction, send: () => Promise<unknown>): Promise<void> {
  for (let pause = 0; ; pause++) {
    try {
      await send();
      return;
    } catch (error) {
      const early = isUnknownWebhook(error) && ageOf(interaction) < DEFERRAL_GRACE_MS && pause < MOST_PAUSES;
      if (!early) throw error;
      await interaction.runtime.outside.sleep(FIRST_PAUSE_MS * 2 ** pause);
    }
  }
}

const address = ({ applicationId, token }: Interaction) => ({ applicationId, token });

const ageOf = (interaction: Interaction): number =>
  interaction.runtime.outside.now() - interaction.receivedAt;
