/** Runs inside workerd: what `worker.test.ts` asks for, with the real modules and the runtime's own fetch. */
import { messageBody } from '../../../src/discord/message-body.ts';
import { sharedRateLimits } from '../../../src/discord/rate-limits.ts';
import { createDiscordRest } from '../../../src/discord/rest.ts';
import { createVerifier } from '../../../src/discord/verify.ts';

interface Env {
  DISCORD_API_URL: string;
  DISCORD_PUBLIC_KEY: string;
}

let verifier: ReturnType<typeof createVerifier> | undefined;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/verify') {
      verifier ??= createVerifier(env.DISCORD_PUBLIC_KEY);
      const { headers } = request;
      const body = await request.text();
      const now = Number(url.searchParams.get('now'));
      const signed = await verifier(
        body,
        headers.get('X-Signature-Ed25519'),
        headers.get('X-Signature-Timestamp'),
        now,
      );
      return new Response(null, { status: signed ? 200 : 401 });
    }
    // A client per request over one state per isolate, as the Worker has it.
    const rest = createDiscordRest({
      apiUrl: env.DISCORD_API_URL,
      token: 'bot-token',
      fetch,
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      limits: sharedRateLimits,
    });
    const files = [{ name: 'a.txt', data: new TextEncoder().encode('from workerd') }];
    const body = messageBody({ content: 'hello' }, files);
    return Response.json(
      await rest.request('POST', '/channels/100000000000000001/messages', { body, files }),
    );
  },
};
