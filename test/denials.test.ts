import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { accessSettings } from '../src/core/access/settings.ts';
import { isReading } from '../src/core/http/route.ts';
import { collectRoutes, type FeatureRoute } from '../src/core/http/routes.ts';
import { uuidv7 } from '../src/core/ids.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import { type ApiAnswer, createTestApp, type TestApp, type TestGuild } from './support/app.ts';
import { forge, handlersOf, type Role } from './support/handlers.ts';

/** Drives every route and every handler of the registry, so that what a feature adds is tried by itself. */
const registry = createRegistry(features, { settings: [accessSettings] });
const handlers = handlersOf(registry);
const alwaysOn = features.filter((feature) => feature.alwaysOn).map(({ name }) => name);

const DENIED = /Only staff can do this|Only people who may manage this server|^refused: denied$/;
const OFF = /is switched off in this server|^refused: feature_off$/;
const READ_ONLY = /can only be read in this server|^refused: read_only$/;

let app: TestApp;
let routes: FeatureRoute[];
before(async () => {
  app = await createTestApp();
  // What is refused is told to one person over and over; pacing that would only take time.
  app.discord.control.rateLimits(false);
  routes = await collectRoutes(registry);
});
after(() => app.close());

const concrete = (route: FeatureRoute) => route.path.replace(/:\w+/g, '01900000-0000-7000-8000-000000000000');
const call = (guildId: string, route: FeatureRoute, headers?: Record<string, string>): Promise<ApiAnswer> =>
  app.api(guildId, route.method, concrete(route), route.body && (route.example ?? {}), headers);

async function keyThat(guildId: string, is: { expired?: boolean; revoked?: boolean }): Promise<string> {
  const key = `gh_${randomBytes(24).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const past = new Date(Date.now() - 1_000).toISOString();
  await app.sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at, expires_at, revoked_at)
    values (${uuidv7(Date.now())}, ${guildId}, 'test', ${hash}, ${key.slice(-4)}, '["*"]', now(),
      ${is.expired ? past : null}, ${is.revoked ? past : null})`;
  return key;
}

async function guildWith(switches: Record<string, string> = {}): Promise<TestGuild> {
  const guild = app.newGuild();
  const set = async (feature: string, values: object) =>
    assert.equal((await app.api(guild.id, 'PATCH', `/settings/${feature}`, { values })).status, 200);
  await set('access', { staffRoles: [guild.staffRoleId] });
  if (Object.keys(switches).length > 0) await set('features', switches);
  return guild;
}

const all = (state: string) =>
  Object.fromEntries(features.filter((feature) => !feature.alwaysOn).map(({ name }) => [name, state]));

/** Some at a time, so that one does not wait for the other's queue. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

describe('every route of the API', () => {
  it('G07: refuses no key, a made-up one, one of another server, an expired and a revoked one', async () => {
    const [guild, other] = [app.newGuild(), app.newGuild()];
    const bad: Record<string, string> = {
      none: '',
      'no scheme': await app.apiKey(guild.id),
      'made up': `Bearer gh_${'x'.repeat(32)}`,
      'of another server': `Bearer ${await app.apiKey(other.id)}`,
      expired: `Bearer ${await keyThat(guild.id, { expired: true })}`,
      revoked: `Bearer ${await keyThat(guild.id, { revoked: true })}`,
      basic: 'Basic Z2g6eA==',
    };
    const kinds = Object.keys(bad);
    assert.ok(routes.length >= 20);
    await each(
      // Each route without a key and with one of the others in turn: all are read in one place.
      routes.flatMap((route, turn) =>
        [0, 1 + (turn % (kinds.length - 1))].map((kind) => ({ route, name: kinds[kind] ?? 'none' })),
      ),
      async ({ route, name }) => {
        const { status, body, headers } = await call(guild.id, route, { authorization: bad[name] ?? '' });
        assert.deepEqual(
          [status, body.code],
          [401, 'unauthenticated'],
          `${route.method} ${route.path}: ${name}`,
        );
        assert.match(headers.get('www-authenticate') ?? '', /^Bearer/);
      },
    );
  });

  it('G07: refuses a key that has every scope but its own, and lets in one that has only that', async () => {
    const guild = await guildWith();
    const permissions = [...registry.access.keys()];
    await each(routes, async (route) => {
      const where = `${route.method} ${route.path}`;
      const others = permissions.filter((one) => one !== route.access);
      const lacking = await call(guild.id, route, {
        authorization: `Bearer ${await app.apiKey(guild.id, others)}`,
      });
      assert.deepEqual([lacking.status, lacking.body?.code], [403, 'denied'], where);
      assert.ok(lacking.body.detail.includes(route.access), where);
      const fitting = await call(guild.id, route, {
        authorization: `Bearer ${await app.apiKey(guild.id, [route.access])}`,
      });
      assert.notEqual(fitting.status, 401, where);
      assert.doesNotMatch(fitting.body?.detail ?? '', /lacks the scope/, where);
    });
  });

  it('G-I8: of a feature that is off refuses all, of one that is read-only what changes something', async () => {
    const [off, readOnly] = [await guildWith(all('off')), await guildWith(all('read-only'))];
    await each(routes, async (route) => {
      const where = `${route.method} ${route.path}`;
      const free = alwaysOn.includes(route.feature);
      const killed = await call(off.id, route);
      assert.equal(killed.body?.code === 'feature_off', !free, `${where}: ${killed.status}`);
      const kept = await call(readOnly.id, route);
      assert.equal(kept.body?.code === 'read_only', !free && !isReading(route), `${where}: ${kept.status}`);
    });
  });
});

describe('every command, button, select and form', () => {
  it('G02: is refused without a signature, and with one for other words', async () => {
    const guild = app.newGuild();
    await each(handlers, async ({ payload, name }) => {
      const body = JSON.stringify({ ...payload(guild, 'admin'), id: '1', token: 'x', guild_id: guild.id });
      const wrong = { 'x-signature-ed25519': '00'.repeat(64), 'x-signature-timestamp': '1' };
      for (const headers of [{}, wrong] as Record<string, string>[]) {
        const response = await fetch(`${app.url}/interactions`, { method: 'POST', body, headers });
        assert.equal(response.status, 401, name);
      }
    });
  });

  it('G07: is refused to whoever lacks its role, and to nobody else', async () => {
    const guild = await guildWith();
    const roles: Role[] = ['member', 'staff', 'admin'];
    let refused = 0;
    await each(
      handlers.flatMap((handler) => roles.map((role) => ({ handler, role }))),
      async ({ handler, role }) => {
        const need = registry.access.get(handler.access) ?? 'owner';
        const allowed = need !== 'owner' && roles.indexOf(role) >= roles.indexOf(need);
        const said = await forge(app, guild, role, handler);
        assert.equal(DENIED.test(said), !allowed, `${handler.name} as ${role} (needs ${need}): ${said}`);
        if (!allowed) refused++;
      },
    );
    assert.ok(
      handlers.length >= 20 && refused >= 10,
      `${refused} of ${handlers.length} handlers refused somebody`,
    );
  });

  it('G-I8: says in a sentence that its feature is off, or can only be read', async () => {
    const [off, readOnly] = [await guildWith(all('off')), await guildWith(all('read-only'))];
    await each(handlers, async (handler) => {
      const free = alwaysOn.includes(handler.access.split(':')[0] ?? '');
      assert.equal(OFF.test(await forge(app, off, 'admin', handler)), !free, `${handler.name} while off`);
      if (!handler.access.endsWith(':write')) return;
      assert.match(
        await forge(app, readOnly, 'admin', handler),
        READ_ONLY,
        `${handler.name} while read-only`,
      );
    });
  });
});
