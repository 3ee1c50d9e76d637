import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLocalWorker } from '../../../scripts/local/worker.ts';
import type { Health } from '../../../src/core/http/health.ts';
import { createTestApp } from '../../support/app.ts';

async function healthWith(variables: Record<string, string>): Promise<Health> {
  const worker = await startLocalWorker({ port: 0, variables: { DISCORD_GATEWAY: 'off', ...variables } });
  try {
    const response = await fetch(`${worker.url}/health`);
    assert.ok(response.status < 600);
    return (await response.json()) as Health;
  } finally {
    await worker.close();
  }
}

/** What a person needs: which one it is, why, and a place to go. */
function assertNamed({ dependencies }: Health, name: string, reason: RegExp, place: RegExp): void {
  const found = dependencies[name];
  assert.ok(found, name);
  assert.equal(found.state, 'off', name);
  assert.match(found.reason ?? '', reason);
  assert.match(found.fix?.href ?? '', place);
  assert.ok((found.fix?.title.length ?? 0) > 10, name);
}

describe('/health', () => {
  it('G13: with nothing set, each dependency is off, with the reason and a link to where it is mended', async () => {
    const health = await healthWith({});
    assert.equal(health.state, 'off');
    assertNamed(health, 'database', /DATABASE_URL is missing/, /console\.neon\.tech/);
    assertNamed(health, 'interactions', /DISCORD_PUBLIC_KEY is missing/, /discord\.com\/developers/);
    assertNamed(health, 'discord', /DISCORD_TOKEN/, /discord\.com\/developers/);
    assertNamed(health, 'signIn', /DISCORD_CLIENT_SECRET is missing/, /discord\.com\/developers/);
    assertNamed(health, 'claude', /ANTHROPIC_API_KEY is missing/, /platform\.claude\.com/);
    assertNamed(health, 'secrets', /ENCRYPTION_KEYS is missing/, /dash\.cloudflare\.com/);
  });

  it('G13: a database that does not answer and keys that are none are told apart from missing ones', async () => {
    const health = await healthWith({
      DATABASE_URL: 'postgresql://a:b@127.0.0.1/db',
      DATABASE_HTTP_URL: 'http://127.0.0.1:9/sql',
      ENCRYPTION_KEYS: 'k1:short',
      DISCORD_APPLICATION_ID: '1200000000000000001',
    });
    assertNamed(health, 'database', /does not answer/, /console\.neon\.tech/);
    assertNamed(health, 'secrets', /malformed/, /dash\.cloudflare\.com/);
    assertNamed(health, 'discord', /DISCORD_TOKEN/, /applications\/1200000000000000001\/bot$/);
  });

  it('G13: the whole product says that all is well, with nothing to mend', async () => {
    const app = await createTestApp({ gateway: true });
    try {
      await app.tick();
      const health = (await (await fetch(`${app.url}/health`)).json()) as Health;
      for (const [name, dependency] of Object.entries(health.dependencies)) {
        if (name === 'gateway') continue; // It may still be connecting; test/features/gateway.test.ts drives it.
        assert.deepEqual(dependency, { state: 'ok' }, name);
      }
    } finally {
      await app.close();
    }
  });
});
