import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { checkVariables } from '../../scripts/doctor/check-variables.ts';
import type { DoctorOptions } from '../../scripts/doctor/context.ts';
import type { Finding } from '../../scripts/doctor/finding.ts';
import { main } from '../../scripts/doctor.ts';
import { demo } from '../../scripts/local/discord/seed.ts';
import type { LocalDiscord } from '../../scripts/local/discord/server.ts';
import { ensureTemplate } from '../../scripts/local/neon/template.ts';
import type { LocalDatabase } from '../../scripts/local/neon.ts';
import { type LocalStack, startLocalStack } from '../../scripts/local/stack.ts';
import type { Variables } from '../../scripts/variables.ts';
import { accessSettings } from '../../src/core/access/settings.ts';
import { type DiscordNeeds, defineFeature } from '../../src/core/feature.ts';
import { platform } from '../../src/core/outside.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { createSecretBox } from '../../src/core/settings/secret-box.ts';
import { sealChange } from '../../src/core/settings/store.ts';
import { features } from '../../src/features/index.ts';
import { connect } from '../support/database.ts';

const { workshop, racing } = demo.guilds;
const randomKey = `k1:${randomBytes(32).toString('base64')}`;
const anyPort = { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 };

let stack: LocalStack;
let discord: LocalDiscord;
let database: LocalDatabase;

before(async () => {
  stack = await startLocalStack({
    ports: anyPort,
    seed: 'demo',
    variables: {},
    databaseTemplate: await ensureTemplate(),
  });
  assert.ok(stack.discord && stack.database);
  ({ discord, database } = { discord: stack.discord, database: stack.database });
});
after(() => stack?.close());

interface Visit {
  code: number;
  findings: Finding[];
  /** Check and sentence of what is not well. */
  problems: Finding[];
  output: string;
}

async function visit(
  change: { variables?: Variables; args?: string[]; over?: Partial<DoctorOptions> } = {},
): Promise<Visit> {
  const lines: string[] = [];
  const variables = withoutEmpty({ ...stack.variables, ...change.variables });
  const code = await main(
    [...(change.args ?? []), '--json'],
    variables,
    (line) => lines.push(line),
    change.over,
  );
  const output = lines.join('\n');
  const findings = JSON.parse(output) as Finding[];
  const problems = findings.filter(({ state }) => state === 'broken' || state === 'warning');
  return { code, findings, problems, output };
}

const withoutEmpty = (variables: Variables): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value));

/** The product's features and one that needs something in Discord. */
const registryWith = (needs: DiscordNeeds) =>
  createRegistry(
    [...features, defineFeature({ name: 'needy', title: 'Needy', summary: 'Needs things.', discord: needs })],
    { settings: [accessSettings] },
  );

/** Fails unless exactly this one thing is wrong, and is said with a way to put it right. */
function assertOnly(visited: Visit, check: string, says: RegExp, remedy: RegExp, state = 'broken'): Finding {
  assert.deepEqual(
    visited.problems.map((finding) => [finding.check, finding.state]),
    [[check, state]],
    visited.output,
  );
  const [found] = visited.problems;
  assert.ok(found);
  assert.match(found.says, says);
  assert.match(found.remedy ?? '', remedy);
  assert.equal(visited.code, state === 'broken' ? 1 : 0);
  return found;
}

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
    discord.control.clearCalls();
    await visit({ args: ['--guild', workshop.id] });
    assert.deepEqual(
      discord.control.calls().filter(({ method }) => method !== 'GET'),
      [],
    );
  });
});

describe('a variable that is missing or malformed is named, with its remedy', () => {
  const cases: [name: string, variables: Variables, check: string, says: RegExp, remedy: RegExp][] = [
    [
      'a public key that is cut off',
      { DISCORD_PUBLIC_KEY: 'abc123' },
      'DISCORD_PUBLIC_KEY',
      /64 hexadecimal/,
      /Public Key/,
    ],
    [
      'an encryption key of 16 bytes',
      { ENCRYPTION_KEYS: `k1:${Buffer.alloc(16, 'x').toString('base64')}` },
      'ENCRYPTION_KEYS',
      /k1 of 16 bytes instead of 32/,
      /randomBytes\(32\)/,
    ],
    [
      'two encryption keys of one name',
      { ENCRYPTION_KEYS: [1, 2].map((n) => `k1:${Buffer.alloc(32, n).toString('base64')}`).join() },
      'ENCRYPTION_KEYS',
      /two keys called k1/,
      /name:base64/,
    ],
    ['no encryption keys', { ENCRYPTION_KEYS: '' }, 'ENCRYPTION_KEYS', /missing/, /randomBytes\(32\)/],
    [
      'an API address with the version in it',
      { DISCORD_API_URL: 'http://127.0.0.1:9/api/v10' },
      'DISCORD_API_URL',
      /does not end in \/api/,
      /Correct/,
    ],
    [
      'a token that has "Bot " before it',
      { DISCORD_TOKEN: 'Bot MTAxMDEwMTAxMDEwMTAxMDEw.Gabcde.abcdefghijklmnopqrstuvwxyz0123' },
      'DISCORD_TOKEN',
      /begins with "Bot "/,
      /without "Bot "/,
    ],
    [
      'a public address without TLS',
      { PUBLIC_URL: 'http://guildhall.example', ENCRYPTION_KEYS: randomKey },
      'PUBLIC_URL',
      /is not https/,
      /workers\.dev/,
    ],
    [
      'no application id',
      { DISCORD_APPLICATION_ID: '' },
      'DISCORD_APPLICATION_ID',
      /missing/,
      /Application ID/,
    ],
    [
      'a database address of another kind',
      { DATABASE_URL: 'mysql://u:secret-password@h/db' },
      'DATABASE_URL',
      /postgres:\/\//,
      /Neon/,
    ],
  ];
  for (const [name, variables, check, says, remedy] of cases) {
    it(`G22: ${name}`, async () => {
      assertOnly(await visit({ variables }), check, says, remedy);
    });
  }

  it('the key of local runs is not good enough for a public address', () => {
    const variables = { ...stack.variables, PUBLIC_URL: 'https://guildhall.example' };
    const state = () => checkVariables(variables).find(({ check }) => check === 'ENCRYPTION_KEYS')?.state;
    assert.equal(state(), 'warning');
    variables.ENCRYPTION_KEYS = randomKey;
    assert.equal(state(), 'ok');
  });

  it('G22: a missing Claude key is worth a word, but breaks nothing', async () => {
    const visited = await visit({ variables: { ANTHROPIC_API_KEY: '' } });
    assertOnly(visited, 'ANTHROPIC_API_KEY', /by rules and by hand/, /Make a key/, 'warning');
  });
});

describe('a broken set-up has its cause named, with its remedy', () => {
  const restore: (() => unknown)[] = [];
  afterEach(async () => {
    for (let undo = restore.pop(); undo; undo = restore.pop()) await undo();
    discord.control.clearScripts();
  });

  it('G22: a token that was reset', async () => {
    const token = discord.botToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    const visited = await visit({ variables: { DISCORD_TOKEN: token } });
    assertOnly(visited, 'token', /does not accept the token/, /Reset Token/);
    assert.ok(!visited.output.includes(token), 'the token is shown');
    const skipped = visited.findings.filter(({ state }) => state === 'skipped').map(({ check }) => check);
    assert.deepEqual(skipped, ['public-key', 'endpoint', 'intents', 'guilds', 'commands']);
  });

  it('G22: a token of another application', async () => {
    const visited = await visit({ variables: { DISCORD_APPLICATION_ID: '111111111111111111' } });
    assertOnly(visited, 'token', /belongs to the application "Guildhall"/, new RegExp(discord.applicationId));
  });

  it('G22: the public key of another application', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const other = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    const visited = await visit({ variables: { DISCORD_PUBLIC_KEY: other } });
    assertOnly(visited, 'public-key', /refused with 401/, new RegExp(discord.publicKey));
  });

  it('G22: no endpoint URL at Discord', async () => {
    change('interactions_endpoint_url', null);
    const wanted = `${stack.variables.PUBLIC_URL}/interactions`;
    assertOnly(await visit(), 'endpoint', /no Interactions Endpoint URL/, new RegExp(wanted));
  });

  it('G22: the endpoint URL of somebody else', async () => {
    change('interactions_endpoint_url', 'https://old.example.com/interactions');
    assertOnly(await visit(), 'endpoint', /to https:\/\/old\.example\.com/, /Interactions Endpoint URL/);
  });

  it('G22: a Worker that does not answer', async () => {
    const url = 'http://127.0.0.1:9';
    change('interactions_endpoint_url', `${url}/interactions`);
    assertOnly(
      await visit({ variables: { PUBLIC_URL: url } }),
      'worker',
      /Nothing answers/,
      /wrangler deploy/,
    );
  });

  it('G22: an address at which something else answers', async () => {
    change('interactions_endpoint_url', `${discord.url}/interactions`);
    const { problems, output } = await visit({ variables: { PUBLIC_URL: discord.url } });
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
    change('flags', 1 << 23);
    assertOnly(
      await visit({ over: { registry: only } }),
      'intents',
      /Message Content Intent is off\. Degraded: .*needy: nearby messages are not read/,
      /Privileged Gateway Intents/,
      'warning',
    );
  });

  it('G22: the bot is not in the server', async () => {
    discord.control.guild({
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

  it('G22: the bot lacks permissions; the link adds exactly those to what it has', async () => {
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

  it('G22: a role to be handed out stands above the bot', async () => {
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
    const stored = discord.state.data.commands;
    const before = new Map(stored);
    restore.push(() => {
      discord.state.data.commands = before;
    });
    const ping = [...stored.values()].find(({ name }) => name === 'ping');
    assert.ok(ping);

    discord.state.data.commands = new Map(before).set(ping.id, { ...ping, description: 'As it was once.' });
    assertOnly(await visit(), 'commands', /older form of: \/ping/, /npm run register/);

    discord.state.data.commands = new Map(before).set('1', { ...ping, id: '1', name: 'forgotten' });
    assertOnly(await visit(), 'commands', /gone: \/forgotten/, /npm run register/, 'warning');

    discord.state.data.commands = new Map();
    assertOnly(await visit(), 'commands', /does not know these commands: .*\/ping/, /npm run register/);
  });

  it('G22: a database that does not answer', async () => {
    // Before the Worker is asked how it is, so that only the doctor's own address is broken.
    const visited = await visit({ variables: { DATABASE_HTTP_URL: 'http://127.0.0.1:9/sql' } });
    assertOnly(visited, 'database', /does not answer/, /DATABASE_HTTP_URL/);
  });

  it('G22: a database that is behind the code, ahead of it, or at odds with it', async () => {
    const sql = connect(database);
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
    const before = Reflect.get(discord.state.data.application, key);
    restore.push(() => discord.control.application({ [key]: before }));
    discord.control.application({ [key]: value });
  }
});

function linkIn(finding: Finding): URL {
  const [link] = /https?:\S+/.exec(finding.remedy ?? '') ?? [];
  assert.ok(link, finding.remedy);
  return new URL(link);
}

describe('what can be asked for', () => {
  it('G22: webhooks that were deleted on Discord, or whose key is gone', async () => {
    const { webhook } = demo;
    const sql = connect(database);
    const definition = features.find(({ name }) => name === 'records')?.settings;
    assert.ok(definition);
    const store = async (url: string) => {
      const box = createSecretBox(stack.variables.ENCRYPTION_KEYS);
      const values = await sealChange(definition, { webhookUrl: url }, box, workshop.id);
      await sql`insert into guild_settings (guild_id, feature, values, updated_at)
        values (${workshop.id}, 'records', ${JSON.stringify(values)}, now())
        on conflict (guild_id, feature) do update set values = excluded.values`;
    };
    const ask = { args: ['--webhooks', '--guild', workshop.id] };

    await store(`${discord.apiUrl}/webhooks/${webhook.id}/${webhook.token}`);
    const fine = await visit(ask);
    assert.deepEqual(fine.problems, [], fine.output);
    assert.ok(fine.findings.some(({ check, state }) => check === 'webhooks' && state === 'ok'));
    assert.ok(!fine.output.includes(webhook.token));

    const otherKey = { ...ask, variables: { ENCRYPTION_KEYS: randomKey } };
    assertOnly(await visit(otherKey), 'webhooks', /cannot be decrypted/, /ENCRYPTION_KEYS/);

    await store(`${discord.apiUrl}/webhooks/999999999999999999/${webhook.token}`);
    assertOnly(await visit(ask), 'webhooks', /does not work: The webhook was deleted/, /Copy URL/);
    await sql`delete from guild_settings where guild_id = ${workshop.id} and feature = 'records'`;
  });

  it('G22: a Claude key that is not accepted, and a model that does not exist', async () => {
    const answers: Record<string, number> = { 'good-key': 200, 'bad-key': 401 };
    const server = createServer((request, response) => {
      const status = request.url?.endsWith('/no-such-model')
        ? 404
        : answers[String(request.headers['x-api-key'])];
      response.writeHead(status ?? 500).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (ANTHROPIC_API_KEY: string, ANTHROPIC_MODEL = '') =>
      visit({
        args: ['--claude'],
        variables: { ANTHROPIC_API_KEY, ANTHROPIC_MODEL, ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` },
      });
    assert.deepEqual((await ask('good-key')).problems, []);
    const refused = await ask('bad-key');
    assertOnly(refused, 'claude', /does not accept the key/, /Make a new one/);
    assert.ok(!refused.output.includes('bad-key'));
    assertOnly(
      await ask('good-key', 'no-such-model'),
      'claude',
      /no model "no-such-model"/,
      /ANTHROPIC_MODEL/,
    );
    await new Promise((resolve) => server.close(resolve));
    assertOnly(await ask('good-key'), 'claude', /does not answer/, /ANTHROPIC_BASE_URL/, 'warning');
  });
});

describe('how the doctor speaks', () => {
  it('prints a sign, a sentence, a remedy and a sum', async () => {
    const lines: string[] = [];
    const variables = { ...stack.variables, DISCORD_PUBLIC_KEY: 'x' };
    assert.equal(await main([], variables, (line) => lines.push(line)), 1);
    assert.ok(lines.includes('✗ DISCORD_PUBLIC_KEY is not 64 hexadecimal digits.'), lines.join('\n'));
    assert.match(lines[lines.findIndex((line) => line.startsWith('✗')) + 1] ?? '', /^ {4}→ Open https:/);
    assert.equal(lines.at(-1), '1 broken, 0 to look at.');
  });

  it('prints no secret, even when the outside repeats one', async () => {
    discord.control.script({
      method: 'GET',
      path: '/applications/@me',
      status: 400,
      body: { message: `You said ${discord.botToken}\u001b[2J`, code: 0 },
    });
    const { output, problems } = await visit();
    assert.equal(problems[0]?.check, 'token');
    assert.match(problems[0]?.says ?? '', /You said \[hidden\]/);
    for (const secret of [discord.botToken, discord.clientSecret, stack.variables.DATABASE_URL]) {
      assert.ok(!output.includes(secret));
    }
    assert.ok(!output.includes('\\u001b'));
  });

  it('finds a Discord that does not answer, without breaking off', async () => {
    const { problems, findings } = await visit({
      variables: { DISCORD_API_URL: 'http://127.0.0.1:9/api' },
    });
    assert.deepEqual(
      problems.map(({ check }) => check),
      ['token'],
    );
    assert.match(problems[0]?.remedy ?? '', /discordstatus\.com/);
    assert.ok(findings.some(({ check, state }) => check === 'database' && state === 'ok'));
  });

  it('explains itself, and refuses an unknown option', async () => {
    const lines: string[] = [];
    assert.equal(await main(['--help'], {}, (line) => lines.push(line)), 0);
    assert.equal(await main(['--gild', '1'], {}, (line) => lines.push(line)), 2);
    assert.match(lines.join('\n'), /npm run doctor -- --guild ID[\s\S]*--gild/);
  });
});
