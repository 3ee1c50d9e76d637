import { deferred, fromHex, immediate, type PeerEnv } from './declarations.ts';

const encoder = new TextEncoder();
let key: CryptoKey | undefined;

const json = (value: unknown) => Response.json(value);

/** The least a Worker can do: verify with a key that is imported once, read the type, answer. Everybody's yardstick. */
export default {
  async fetch(request: Request, env: PeerEnv, execution: { waitUntil(promise: Promise<unknown>): void }) {
    const signature = fromHex(request.headers.get('x-signature-ed25519') ?? '');
    const timestamp = request.headers.get('x-signature-timestamp') ?? '';
    const body = await request.text();
    key ??= await crypto.subtle.importKey('raw', fromHex(env.DISCORD_PUBLIC_KEY), 'Ed25519', false, [
      'verify',
    ]);
    if (!(await crypto.subtle.verify('Ed25519', key, signature, encoder.encode(timestamp + body)))) {
      return new Response('invalid request signature', { status: 401 });
    }
    const interaction = JSON.parse(body);
    if (interaction.type === 1) return json({ type: 1 });
    if (interaction.data.name === deferred.name) {
      execution.waitUntil(env.JOBS.send(interaction));
      return json({ type: 5 });
    }
    return json({ type: 4, data: { content: immediate.text, flags: 64 } });
  },
};
