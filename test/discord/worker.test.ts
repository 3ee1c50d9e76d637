import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { startScriptedServer } from './support/scripted-server.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicKeyHex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
const NOW = 1_800_000_000_000;

describe('in the real runtime', () => {
  let server: Awaited<ReturnType<typeof startScriptedServer>>;
  let worker: Miniflare | undefined;

  before(async () => {
    server = await startScriptedServer();
    const bundle = await build({
      entryPoints: ['test/discord/support/worker-probe.ts'],
      bundle: true,
      format: 'esm',
      write: false,
      conditions: ['workerd', 'worker', 'browser'],
    });
    const script = bundle.outputFiles[0]?.text;
    assert.ok(script);
    const options = {
      name: 'probe',
      host: '127.0.0.1',
      port: 0,
      cf: false,
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      compatibilityDate: '2026-11-09',
      bindings: { DISCORD_API_URL: server.apiUrl, DISCORD_PUBLIC_KEY: publicKeyHex },
    } as Parameters<typeof convertV4MiniflareOptions>[0];
    worker = new Miniflare(convertV4MiniflareOptions(options));
    await worker.ready;
  });

  after(async () => {
    await worker?.dispose();
    await server[Symbol.asyncDispose]();
  });

  function dispatch(url: string, init?: Parameters<Miniflare['dispatchFetch']>[1]) {
    assert.ok(worker);
    return worker.dispatchFetch(url, init);
  }

  function verify(body: string, part: { signature?: string; timestamp?: string; now?: number } = {}) {
    const timestamp = part.timestamp ?? String(NOW / 1_000);
    const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
    return dispatch(`http://worker/verify?now=${part.now ?? NOW}`, {
      method: 'POST',
      body,
      headers: {
        'X-Signature-Ed25519': part.signature ?? signature,
        'X-Signature-Timestamp': timestamp,
      },
    }).then((response) => response.status);
  }

  it('checks many signatures at once with a key that requests share, and refuses the forged ones', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        verify(`{"n":${index}}`, index % 2 === 0 ? {} : { signature: 'ab'.repeat(64) }),
      ),
    );
    assert.deepEqual(
      statuses,
      statuses.map((_, index) => (index % 2 === 0 ? 200 : 401)),
    );
  });

  it('answers hostile headers with a refusal and not with an exception', async () => {
    for (const signature of ['', 'zz', 'ab', 'zz'.repeat(64), 'ab'.repeat(65), '{}']) {
      assert.equal(await verify('{}', { signature }), 401, signature);
    }
    assert.equal(await verify('{}', { now: NOW + 300_001 }), 401);
  });

  it('G06: two requests of one isolate share the limits and neither waits for the other for ever', async () => {
    const window = {
      'X-RateLimit-Bucket': 'w',
      'X-RateLimit-Limit': '1',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset-After': '0.2',
    };
    server.next(...Array.from({ length: 3 }, () => ({ headers: window, body: { ok: true } })));
    const startedAt = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => dispatch('http://worker/send').then((it) => it.json())),
    );
    assert.deepEqual(answers, [{ ok: true }, { ok: true }, { ok: true }]);
    assert.ok(Date.now() - startedAt >= 400, 'the second and third call waited for their windows');
    const form = await server.calls[0]?.form();
    const file = form?.get('files[0]');
    assert.ok(file instanceof File);
    assert.equal(await file.text(), 'from workerd');
    assert.match(server.calls[0]?.headers.get('user-agent') ?? '', /^DiscordBot \(/);
  });
});
