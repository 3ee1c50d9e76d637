import { DiscordHono } from 'discord-hono';
import { deferred, fromHex, immediate, type PeerEnv } from './declarations.ts';

const encoder = new TextEncoder();
let key: CryptoKey | undefined;

/** With a check of our own in its `verify` option, so that the key is imported once. */
async function verify(body: string, signature: string | null, timestamp: string | null, publicKey: string) {
  if (!signature || !timestamp) return false;
  key ??= await crypto.subtle.importKey('raw', fromHex(publicKey), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, fromHex(signature), encoder.encode(timestamp + body));
}

export default new DiscordHono<{ Bindings: PeerEnv }>({ verify })
  .command(immediate.name, (c) => c.flags('EPHEMERAL').res(immediate.text))
  .command(deferred.name, (c) =>
    c.resDefer(async (context) => {
      await context.env.JOBS.send(context.interaction);
    }),
  );
