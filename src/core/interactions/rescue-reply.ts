import { isDmClosed } from '../../discord/errors.ts';
import { createMessage } from '../../discord/messages.ts';
import { createDm } from '../../discord/users.ts';
import { sha256Hex, toHex } from '../hash.ts';
import { keptResults } from '../tables.ts';
import type { Interaction } from './interaction.ts';
import { messagePayload } from './present.ts';
import type { OutgoingMessage } from './reply.ts';
import type { Route } from './route.ts';

/** A kept page is for reading once the person comes back, not for storage. */
const KEPT_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Brings an answer to its person after the interaction token died. What all could see goes to the channel; what only
 * one could see goes by direct message, and if those are closed, to a page behind a secret link that the channel names.
 * At-least-once; the nonce keeps a repeat within minutes from showing twice.
 */
export async function rescueReply(
  interaction: Interaction,
  route: Route,
  message: OutgoingMessage,
): Promise<void> {
  const discord = await interaction.discord();
  const late = '-# This took longer than Discord keeps an answer open, so it comes as a message of its own.';
  const body = messagePayload(
    { ...message, content: [message.content, late].filter(Boolean).join('\n') },
    'everyone',
  );
  const once = { idempotencyKey: `rescue:${interaction.id}` };
  if (route.surface === 'everyone') {
    await createMessage(discord, interaction.channelId, body, { ...once, files: message.files });
    return;
  }
  try {
    const dm = await createDm(discord, interaction.user.id);
    await createMessage(discord, dm.id, body, { ...once, files: message.files });
  } catch (error) {
    if (!isDmClosed(error)) throw error;
    const link = await keepResult(interaction, message);
    const content = `<@${interaction.user.id}>, your result is ready, but your direct messages are closed: ${link}\n-# The link works for ${KEPT_DAYS} days.`;
    const ping = { allowed_mentions: { users: [interaction.user.id] } };
    await createMessage(discord, interaction.channelId, { content, ...ping }, once);
  }
}

/** Stores the answer under the hash of a fresh secret and gives the link to it. */
async function keepResult(interaction: Interaction, message: OutgoingMessage): Promise<string> {
  const ctx = await interaction.context();
  const secret = toHex(crypto.getRandomValues(new Uint8Array(16)));
  const { content, embeds } = message;
  await ctx.db.insert(keptResults).values({
    tokenHash: await sha256Hex(secret),
    guildId: interaction.guildId,
    userId: interaction.user.id,
    message: { content, embeds },
    createdAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + KEPT_DAYS * DAY_MS),
  });
  return `${interaction.runtime.config.publicUrl ?? ''}/results/${secret}`;
}
