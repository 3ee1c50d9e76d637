import {
  InteractionResponseFlags,
  InteractionResponseType,
  InteractionType,
  verifyKey,
} from 'discord-interactions';
import { Hono } from 'hono';
import { deferred, immediate, type PeerEnv } from './declarations.ts';

/** Discord's package under Hono, as a first version usually looks: the key goes in as text, so each call imports it. */
const app = new Hono<{ Bindings: PeerEnv }>();

app.post('/interactions', async (c) => {
  const signature = c.req.header('x-signature-ed25519');
  const timestamp = c.req.header('x-signature-timestamp');
  const body = await c.req.text();
  const signed =
    signature && timestamp && (await verifyKey(body, signature, timestamp, c.env.DISCORD_PUBLIC_KEY));
  if (!signed) return c.text('Bad request signature', 401);
  const interaction = JSON.parse(body);
  if (interaction.type === InteractionType.PING) return c.json({ type: InteractionResponseType.PONG });
  switch (interaction.data.name) {
    case immediate.name:
      return c.json({
        type: InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE,
        data: { content: immediate.text, flags: InteractionResponseFlags.EPHEMERAL },
      });
    case deferred.name:
      c.executionCtx.waitUntil(c.env.JOBS.send(interaction));
      return c.json({ type: InteractionResponseType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE });
    default:
      return c.json({ error: 'unknown command' }, 400);
  }
});

export default app;
