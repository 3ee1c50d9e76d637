import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Finding } from '../../scripts/doctor/finding.ts';
import { demo } from '../../scripts/local/discord/seed.ts';
import { registerCommands } from '../../scripts/register.ts';
import { accessSettings } from '../../src/core/access/settings.ts';
import { type DiscordNeeds, defineFeature } from '../../src/core/feature.ts';
import { platform } from '../../src/core/outside.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { features } from '../../src/features/index.ts';
import { connect } from '../support/database.ts';
import {
  assertOnly,
  type DoctorPractice,
  openPractice,
  type VisitOptions,
} from './support/doctor-practice.ts';

const { workshop, racing } = demo.guilds;

let practice: DoctorPractice;
before(async () => {
  practice = await openPractice();
});
after(() => practice?.stack.close());
const visit = (options?: VisitOptions) => practice.visit(options);

/** The product's features and one that needs something in Discord. */
const registryWith = (needs: DiscordNeeds) =>
  createRegistry(
    [...features, defineFeature({ name: 'needy', title: 'Needy', summary: 'Needs things.', discord: needs })],
    { settings: [accessSettings] },
  );

describe('a healthy set-up', () => {
  it('G22: has nothing to be said against it, and everything was looked at', async () => {
    const { code, findings, problems, output } = await visit({ args: ['--webhooks'] });
    assert.deepEqual(problems, [], output);
    assert.equal(code, 0);
    assert.deepEqual(
      findings.filter(({ state }) => state === 'skipped'),
      [],
    );
    const looked = new Set(findings.map(({ check }) => check));
    for (const check of [
      'token',
      'public-key',
      'endpoint',
      'event-webhook',
      'worker',
      'signatures',
      'clock',
      'intents',
      'permissions',
      'commands',
      'database',
      'queues',
    ]) {
      assert.ok(looked.has(check), `${check} was not looked at`);
    }
    assert.equal(findings.filter(({ check }) => check === 'permissions').length, 2, 'both guilds');
  });

  it('is left as it was: the doctor only reads', async () => {
    practice.discord.control.clearCalls();
    await visit({ args: ['--guild', workshop.id] });
    assert.deepEqual(
      practice.discord.control.calls().filter(({ method }) => method !== 'GET'),
      [],
    );
  });
});

describe('a broken set-up has its cause named, with its remedy', () => {
  const restore: (() => unknown)[] = [];
  afterEach(async () => {
    for (let undo = restore.pop(); undo; undo = restore.pop()) await undo();
    practice.discord.control.clearScripts();
  });

  it('G22: a token that was reset', async () => {
    const token = practice.discord.botToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    const visited = await visit({ variables: { DISCORD_TOKEN: token } });
    assertOnly(visited, 'token', /does not accept the token/, /Reset Token/);
    assert.ok(!visited.output.includes(token), 'the token is shown');
    const skipped = visited.findings.filter(({ state }) => state === 'skipped').map(({ check }) => check);
    assert.deepEqual(skipped, ['public-key', 'endpoint', 'event-webhook', 'intents', 'guilds', 'commands']);
  });

  it('G22: a token of another application', async () => {
    const visited = await visit({ variables: { DISCORD_APPLICATION_ID: '111111111111111111' } });
    assertOnly(
      visited,
      'token',
      /belongs to the application "Guildhall"/,
      new RegExp(practice.discord.applicationId),
    );
  });

  it('G22: the public key of another application', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const other = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    const visited = await visit({ variables: { DISCORD_PUBLIC_KEY: other } });
    assertOnly(visited, 'public-key', /refused with 401/, new RegExp(practice.discord.publicKey));
  });

  it('G22: no endpoint URL at Discord', async () => {
    change('interactions_endpoint_url', null);
    const wanted = `${practice.stack.variables.PUBLIC_URL}/interactions`;
    assertOnly(await visit(), 'endpoint', /no Interactions Endpoint URL/, new RegExp(wanted));
  });

  it('G22: the endpoint URL of somebody else', async () => {
    change('interactions_endpoint_url', 'https://old.example.com/interactions');
    assertOnly(await visit(), 'endpoint', /to https:\/\/old\.example\.com/, /Interactions Endpoint URL/);
  });

  it('G22: no webhook events, or some that go elsewhere, are switched off or not all asked for', async () => {
    const wanted = new RegExp(`npm run deploy.*${practice.stack.variables.PUBLIC_URL}/discord/events`);
    const faults: [key: string, value: unknown, says: RegExp][] = [
      ['event_webhooks_url', null, /no address for webhook events/],
      [
        'event_webhooks_url',
        'https://old.example.com/events',
        /to https:\/\/old\.example\.com\/events and not/,
      ],
      ['event_webhooks_status', 1, /are switched off at Discord/],
      ['event_webhooks_status', 3, /Discord has switched the webhook events off/],
      ['event_webhooks_types', ['APPLICATION_AUTHORIZED'], /not asked for .*: APPLICATION_DEAUTHORIZED\./],
    ];
    for (const [key, value, says] of faults) {
      change(key, value);
      assertOnly(await visit(), 'event-webhook', says, wanted, 'warning');
      restore.pop()?.();
    }
    assert.deepEqual((await visit()).problems, []);
  });

  it('G22: a Worker that does not answer', async () => {
    const url = 'http://127.0.0.1:9';
    change('interactions_endpoint_url', `${url}/interactions`);
    change('event_webhooks_url', `${url}/discord/events`);
    assertOnly(
      await visit({ variables: { PUBLIC_URL: url } }),
      'worker',
      /Nothing answers/,
      /wrangler deploy/,
    );
  });

  it('G22: an address at which something else answers', async () => {
    change('interactions_endpoint_url', `${practice.discord.url}/interactions`);
    change('event_webhooks_url', `${practice.discord.url}/discord/events`);
    const { problems, output } = await visit({ variables: { PUBLIC_URL: practice.discord.url } });
    assert.deepEqual(
      problems.map(({ check }) => check),
      ['worker', 'signatures'],
      output,
    );
    assert.match(problems[0]?.says ?? '', /is not Guildhall/);
    assert.match(problems[1]?.says ?? '', /instead of 401/);
  });

  it('G22: a clock that is two minutes ahead', async () => {
    const outside = { ...platform, now: () => Date.now() + 120_000 };
    const visited = await visit({ over: { outside } });
    assertOnly(visited, 'clock', /(119|12[01]) seconds ahead of/, /automatically/);
  });

  it('G22: a clock that is ten minutes behind', async () => {
    const outside = { ...platform, now: () => Date.now() - 600_000 };
    assertOnly(
      await visit({ over: { outside } }),
      'clock',
      /(600|60[01]|599) seconds behind/,
      /automatically/,
    );
  });

  it('G22: an intent that a feature wants is off, and what is lost is said', async () => {
    const registry = registryWith({
      intents: { MESSAGE_CONTENT: 'ctx', GUILD_MEMBERS: 'x', GUILD_MESSAGES: 'y' },
    });
    assert.deepEqual((await visit({ over: { registry } })).problems, []);

    const only = registryWith({
      intents: { MESSAGE_CONTENT: 'nearby messages are not read', GUILD_MESSAGES: 'y' },
    });
    // The members' flag is set, in its limited form; the one for messages is not.
    change('flags', (1 << 23) | (1 << 15));
    assertOnly(
      await visit({ over: { registry: only } }),
      'intents',
      /Message Content Intent is off\. Degraded: .*needy: nearby messages are not read/,
      /Privileged Gateway Intents/,
      'warning',
    );
  });

  it('A16, G16: says from the application flags which intent is off, and what each feature loses; the others are optional', async () => {
    const { MESSAGE_CONTENT: loss } = features.find(({ name }) => name === 'records')?.discord?.intents ?? {};
    assert.ok(loss);
    // The flag for presences is not set: nothing needs it, so nothing is said of it.
    change('flags', (1 << 23) | (1 << 15));
    const found = assertOnly(
      await visit(),
      'intents',
      /Message Content Intent is off/,
      /Bot|Gateway/,
      'warning',
    );
    assert.ok(found.says.includes(`records: ${loss.replace(/\.$/, '')}`), found.says);
    // The full flag, after Discord's review, is as good as the limited one.
    practice.discord.control.application({ flags: (1 << 18) | (1 << 14) });
    assert.deepEqual((await visit()).problems, []);
  });

  it('G22: the bot is not in the server', async () => {
    practice.discord.control.guild({
      id: '555555555555555555',
      name: 'Elsewhere',
      owner_id: demo.users.ada.id,
      bot_permissions: null,
    });
    const visited = await visit({ args: ['--guild', '555555555555555555'] });
    const found = assertOnly(visited, 'guilds', /not in the server 5{18}/, /^Invite it: http/);
    const link = linkIn(found);
    assert.equal(link.searchParams.get('guild_id'), '555555555555555555');
    assert.equal((await fetch(link)).status, 200, 'the link leads nowhere');
  });

  it('G16, G22: the bot lacks permissions; the link adds exactly those to what it has', async () => {
    const registry = registryWith({ permissions: ['SEND_MESSAGES', 'MANAGE_GUILD', 'VIEW_AUDIT_LOG'] });
    const visited = await visit({ args: ['--guild', racing.id], over: { registry } });
    const found = assertOnly(
      visited,
      'permissions',
      /In "Harbor Racing Club" the bot lacks: Manage Server, View Audit Log\./,
      /Authorize/,
    );
    const link = linkIn(found);
    const bits = BigInt(link.searchParams.get('permissions') ?? '');
    assert.equal(bits & 0xa0n, 0xa0n);
    assert.equal(bits & 0x800n, 0x800n, 'what it has already is kept');
    assert.equal(link.searchParams.get('scope'), 'bot applications.commands');
  });

  it('G16, G22: a role to be handed out stands above the bot', async () => {
    const { maintainer, staff } = demo.roles;
    const fine = await visit({ args: ['--guild', workshop.id, '--role', maintainer] });
    assert.deepEqual(fine.problems, [], fine.output);
    assert.ok(fine.findings.some(({ check, state }) => check === 'role-order' && state === 'ok'));

    const visited = await visit({ args: ['--guild', workshop.id, '--role', maintainer, '--role', staff] });
    assertOnly(
      visited,
      'role-order',
      /"Guildhall" is not above: "Staff"\./,
      /drag "Guildhall" above "Staff"/,
    );
  });

  it("G22: a role to be handed out is another bot's", async () => {
    const visited = await visit({ args: ['--guild', workshop.id, '--role', demo.roles.bot] });
    assertOnly(visited, 'role-order', /belongs to an integration/, /another role/);
  });

  it('G22: commands that were never registered, and an older form of one', async () => {
    const stored = practice.discord.state.data.commands;
    const before = new Map(stored);
    restore.push(() => {
      practice.discord.state.data.commands = before;
    });
    const ping = [...stored.values()].find(({ name }) => name === 'ping');
    assert.ok(ping);

    practice.discord.state.data.commands = new Map(before).set(ping.id, {
      ...ping,
      description: 'As it was once.',
    });
    assertOnly(await visit(), 'commands', /older form of: \/ping/, /npm run register/);

    practice.discord.state.data.commands = new Map(before).set('1', { ...ping, id: '1', name: 'forgotten' });
    assertOnly(await visit(), 'commands', /gone: \/forgotten/, /npm run register/, 'warning');

    practice.discord.state.data.commands = new Map();
    assertOnly(await visit(), 'commands', /does not know these commands: .*\/ping/, /npm run register/);
  });

  it('G22: commands that people see twice', async () => {
    const { apiUrl, applicationId, botToken: token } = practice.discord;
    const here = { apiUrl, applicationId, token, guildId: workshop.id };
    restore.push(() => registerCommands(here, []));
    await registerCommands(here);
    const visited = await visit({ args: ['--guild', workshop.id] });
    assertOnly(visited, 'commands', /see them twice/, /--guild \d+ --remove/, 'warning');
  });

  it('G22: the bot is in no server at all', async () => {
    practice.discord.control.script({ method: 'GET', path: '/users/@me/guilds', status: 200, body: [] });
    const found = assertOnly(await visit(), 'guilds', /in no server/, /^Invite it/);
    assert.equal(linkIn(found).searchParams.get('guild_id'), null);
  });

  it('G22: a queue without a consumer, and a configuration that cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-wrangler-'));
    restore.push(() => rm(folder, { recursive: true }));
    const wranglerFile = join(folder, 'wrangler.toml');
    const whole = await readFile('wrangler.toml', 'utf8');
    const without = whole.replace(/\[\[queues\.consumers\]\]\s+queue = "guildhall-deliveries"[^[]*/, '');
    assert.notEqual(without, whole);
    await writeFile(wranglerFile, without);
    const says = /Nothing consumes the queue "guildhall-deliveries"/;
    assertOnly(await visit({ over: { wranglerFile } }), 'queues', says, /queues\.consumers/);

    await writeFile(wranglerFile, '[[queues.consumers\nqueue = 1');
    assertOnly(await visit({ over: { wranglerFile } }), 'queues', /cannot be read/, /--dry-run/);
  });

  it('G22: a database that does not answer', async () => {
    // Before the Worker is asked how it is, so that only the doctor's own address is broken.
    const visited = await visit({ variables: { DATABASE_HTTP_URL: 'http://127.0.0.1:9/sql' } });
    assertOnly(visited, 'database', /does not answer/, /DATABASE_HTTP_URL/);
  });

  it('G22: a database that is behind the code, ahead of it, or at odds with it', async () => {
    const sql = connect(practice.database);
    const rows = await sql`select name, sha256 from schema_migrations order by name desc limit 1`;
    const last = rows[0] as { name: string; sha256: string };
    restore.push(async () => {
      await sql`delete from schema_migrations where name in (${last.name}, '9999_future')`;
      await sql`insert into schema_migrations (name, sha256) values (${last.name}, ${last.sha256})`;
    });

    await sql`delete from schema_migrations where name = ${last.name}`;
    assertOnly(await visit(), 'database', new RegExp(`lacks 1 of .*${last.name}`), /npm run migrate/);

    await sql`insert into schema_migrations (name, sha256) values (${last.name}, 'another')`;
    assertOnly(await visit(), 'database', /edited after/, /git checkout/);

    await sql`update schema_migrations set sha256 = ${last.sha256} where name = ${last.name}`;
    await sql`insert into schema_migrations (name, sha256) values ('9999_future', 'x')`;
    assertOnly(await visit(), 'database', /newer than this code.*9999_future/, /Deploy/, 'warning');
  });

  function change(key: string, value: unknown): void {
    const before = Reflect.get(practice.discord.state.data.application, key);
    restore.push(() => practice.discord.control.application({ [key]: before }));
    practice.discord.control.application({ [key]: value });
  }
});

function linkIn(finding: Finding): URL {
  const [link] = /https?:\S+/.exec(finding.remedy ?? '') ?? [];
  assert.ok(link, finding.remedy);
  return new URL(link);
}
