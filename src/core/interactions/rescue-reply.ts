import { createMessage } from '../../discord/messages.ts';
import { createDm } from '../../discord/users.ts';
import { sha256Hex } from '../hash.ts';
import { keptResults } from '../tables.ts';
import type { Interaction } from './interaction.ts';
import { messagePayload } from './message-payload.ts';
import { isRetryable } from './present.ts';
import { TOKEN_LIFE_MS } from './protocol.ts';
import type { OutgoingMessage } from './reply.ts';
import type { Route } from './route.ts';

/** A kept page is for reading once the person comes back, not for storage. */
const KEPT_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;
/** Discord's limit on a message's text, in UTF-16 units. */
const MESSAGE_CONTENT = 2_000;
const RUN_AGAIN = 'To go on, run the command again in the server: it continues where this stopped.';
const LATE_NOTE =
  '-# This took longer than Discord keeps an answer open, so it comes as a message of its own.';
const NOT_TAKEN_NOTE =
  '-# Discord did not take this as the answer to your command, so it comes as a message of its own.';

/**
 * Brings an answer to its person when the interaction takes none: its token has died, or Discord does not know it, or
 * refuses. What all could see goes to the channel, else by direct message, else on a page that the channel names and
 * that only this person can read. Each way is tried when Discord refuses the one before. At-least-once; nonces keep a repeat within minutes from showing twice. Throws what is retryable.
 */
export async function rescueReply(
  interaction: Interaction,
  route: Route,
  message: OutgoingMessage,
): Promise<void> {
  const ways = [...(route.surface === 'everyone' ? [postToChannel] : []), sendDirectly, linkFromChannel];
  for (const way of ways) {
    try {
      await way(interaction, withNote(message, isExpired(interaction) ? LATE_NOTE : NOT_TAKEN_NOTE));
      return;
    } catch (error) {
      if (isRetryable(error)) throw error;
      interaction.runtime.log.warn('a rescue was refused', { way: way.name, error });
    }
  }
  interaction.runtime.log.error('no way was left to bring an answer', { route: route.name });
}

async function postToChannel(interaction: Interaction, message: OutgoingMessage): Promise<void> {
  const discord = await interaction.discord();
  const body = messagePayload(message, 'everyone');
  await createMessage(discord, interaction.channelId, body, {
    ...once(interaction, 'post'),
    files: message.files,
  });
}

async function sendDirectly(interaction: Interaction, message: OutgoingMessage): Promise<void> {
  const discord = await interaction.discord();
  const dm = await createDm(discord, interaction.user.id);
  // Buttons of a server's message can't work in a direct message.
  const { components, ...rest } = message;
  const hint = components?.length ? [rest.content, RUN_AGAIN].filter(Boolean).join('\n') : rest.content;
  const body = messagePayload({ ...rest, ...(hint ? { content: hint } : {}) }, 'everyone');
  await createMessage(discord, dm.id, body, { ...once(interaction, 'dm'), files: message.files });
}

async function linkFromChannel(interaction: Interaction, message: OutgoingMessage): Promise<void> {
  const link = await keepResult(interaction, message);
  const person = `<@${interaction.user.id}>`;
  const content = link
    ? `${person}, your result is ready, but your direct messages are closed: ${link}\n-# Only you can open it, signed in with Discord, for ${KEPT_DAYS} days.`
    : `${person}, the answer to your command could not be brought to you, and your direct messages are closed. Allow them in the privacy settings of this server and run it again.`;
  const discord = await interaction.discord();
  const body = { content, allowed_mentions: { users: [interaction.user.id] } };
  await createMessage(discord, interaction.channelId, body, once(interaction, 'link'));
}

/**
 * Stores the answer and gives the link to it; nothing where nobody can sign in to read it. The secret comes from the
 * interaction's token, so a repeat finds it.
 */
async function keepResult(interaction: Interaction, message: OutgoingMessage): Promise<string | undefined> {
  const { publicUrl, database, discord, encryptionKeys } = interaction.runtime.config;
  if (!publicUrl || !database || !discord.clientSecret || !encryptionKeys) return undefined;
  const ctx = await interaction.context();
  const secret = (await sha256Hex(`kept result:${interaction.token}`)).slice(0, 40);
  const { content, embeds } = message;
  await ctx.db
    .insert(keptResults)
    .values({
      tokenHash: await sha256Hex(secret),
      guildId: interaction.guildId,
      userId: interaction.user.id,
      message: { content, embeds },
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + KEPT_DAYS * DAY_MS),
    })
    .onConflictDoNothing();
  return `${publicUrl}/results/${secret}`;
}

function withNote(message: OutgoingMessage, note: string): OutgoingMessage {
  const content = [message.content, note].filter(Boolean).join('\n');
  return content.length <= MESSAGE_CONTENT ? { ...message, content } : message;
}

/** Whether the token is past its life, so that Discord takes nothing by it. */
export const isExpired = ({ runtime, receivedAt }: Interaction): boolean =>
  runtime.outside.now() - receivedAt > TOKEN_LIFE_MS;

const once = (interaction: Interaction, way: string) => ({
  idempotencyKey: `rescue:${way}:${interaction.id}`,
});
