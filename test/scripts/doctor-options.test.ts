import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkVariables } from '../../scripts/doctor/check-variables.ts';
import { readRunning } from '../../scripts/doctor/read-running.ts';
import { main } from '../../scripts/doctor.ts';
import { demo } from '../../scripts/local/discord/seed.ts';
import { startLocalWorker } from '../../scripts/local/worker.ts';
import type { Variables } from '../../scripts/variables.ts';
import { createSecretBox } from '../../src/core/settings/secret-box.ts';
import { sealChange } from '../../src/core/settings/store.ts';
import { features } from '../../src/features/index.ts';
import { connect } from '../support/database.ts';
import {
  assertOnly,
  type DoctorPractice,
  openPractice,
  type VisitOptions,
} from './support/doctor-practice.ts';

const { workshop } = demo.guilds;
const randomKey = `k1:${randomBytes(32).toString('base64')}`;

let practice: DoctorPractice;
before(async () => {
  practice = await openPractice();
});
after(() => practice?.stack.close());
const visit = (options?: VisitOptions) => practice.visit(options);

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
      'a client secret that is the token',
      { DISCORD_CLIENT_SECRET: 'MTAxMDEwMTAxMDEwMTAxMDEw.Gabcde.abcdefghijklmnopqrstuvwxyz0123' },
      'DISCORD_CLIENT_SECRET',
      /has three parts.* the bot token/,
      /Reset Secret/,
    ],
    [
      'a client secret that is not whole',
      { DISCORD_CLIENT_SECRET: 'abcdef' },
      'DISCORD_CLIENT_SECRET',
      /is not 32 letters, digits/,
      /OAuth2|oauth2/,
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
    const variables = { ...practice.stack.variables, PUBLIC_URL: 'https://guildhall.example' };
    const state = () => checkVariables(variables).find(({ check }) => check === 'ENCRYPTION_KEYS')?.state;
    assert.equal(state(), 'warning');
    variables.ENCRYPTION_KEYS = randomKey;
    assert.equal(state(), 'ok');
  });

  it('needs no secret here that the Worker has already', async () => {
    const variables = { DISCORD_CLIENT_SECRET: '', ENCRYPTION_KEYS: '', ANTHROPIC_API_KEY: '' };
    const { problems, findings } = await visit({ variables });
    assert.deepEqual(problems, []);
    const said = findings.filter(({ says }) => says.endsWith('is not set here, but the Worker has one.'));
    assert.deepEqual(
      said.map(({ check }) => check),
      ['DISCORD_CLIENT_SECRET', 'ENCRYPTION_KEYS', 'ANTHROPIC_API_KEY'],
    );
  });
});

describe('a secret that the Worker lacks', () => {
  for (const name of ['DISCORD_CLIENT_SECRET', 'ENCRYPTION_KEYS', 'ANTHROPIC_API_KEY'] as const) {
    it(`G22: ${name}, missing there and here, is named once`, async () => {
      await withWorker(name, async (url) => {
        const visited = await visit({ variables: { PUBLIC_URL: url, [name]: '' } });
        const state = name === 'ENCRYPTION_KEYS' ? 'broken' : 'warning';
        assertOnly(visited, name, /is missing/, /Make (a key|one)|Reset Secret/, state);
      });
    });

    it(`G22: ${name}, missing only there, is named`, async () => {
      await withWorker(name, async (url) => {
        const visited = await visit({ variables: { PUBLIC_URL: url } });
        assertOnly(
          visited,
          'worker',
          new RegExp(`but says: ${name} is missing`),
          /wrangler secret put/,
          'warning',
        );
      });
    });
  }

  /** Runs with a second Worker that lacks a variable and to which Discord sends commands meanwhile. */
  async function withWorker(missing: keyof Variables, run: (url: string) => Promise<void>): Promise<void> {
    const { [missing]: _, ...variables } = practice.stack.variables as Record<string, string>;
    const { application } = practice.discord.state.data;
    const { interactions_endpoint_url, event_webhooks_url } = application;
    const worker = await startLocalWorker({ port: 0, variables });
    try {
      practice.discord.control.application({
        interactions_endpoint_url: `${worker.url}/interactions`,
        event_webhooks_url: `${worker.url}/discord/events`,
      });
      await run(worker.url);
    } finally {
      practice.discord.control.application({ interactions_endpoint_url, event_webhooks_url });
      await worker.close();
    }
  }
});

describe('what can be asked for', () => {
  it('G22: webhooks that were deleted on Discord, or whose key is gone', async () => {
    const { webhook } = demo;
    const sql = connect(practice.database);
    const definition = features.find(({ name }) => name === 'records')?.settings;
    assert.ok(definition);
    const store = async (url: string) => {
      const box = createSecretBox(practice.stack.variables.ENCRYPTION_KEYS);
      const values = await sealChange(definition, { webhookUrl: url }, box, workshop.id);
      await sql`insert into guild_settings (guild_id, feature, values, updated_at)
        values (${workshop.id}, 'records', ${JSON.stringify(values)}, now())
        on conflict (guild_id, feature) do update set values = excluded.values`;
    };
    const ask = { args: ['--webhooks', '--guild', workshop.id] };

    await store(`${practice.discord.apiUrl}/webhooks/${webhook.id}/${webhook.token}`);
    const fine = await visit(ask);
    assert.deepEqual(fine.problems, [], fine.output);
    assert.ok(fine.findings.some(({ check, state }) => check === 'webhooks' && state === 'ok'));
    assert.ok(!fine.output.includes(webhook.token));

    const otherKey = { ...ask, variables: { ENCRYPTION_KEYS: randomKey } };
    assertOnly(await visit(otherKey), 'webhooks', /cannot be decrypted/, /ENCRYPTION_KEYS/);

    await store(`${practice.discord.apiUrl}/webhooks/999999999999999999/${webhook.token}`);
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
  it('takes what is not set from the product that runs on this machine', async () => {
    const { stack, discord, database } = practice;
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-ready-'));
    const file = join(folder, 'ready.json');
    await writeFile(
      file,
      JSON.stringify({
        url: stack.worker.url,
        publicKey: discord.publicKey,
        privateKey: discord.privateKey,
        applicationId: discord.applicationId,
        botToken: discord.botToken,
        discordApiUrl: discord.apiUrl,
        databaseUrl: database.databaseUrl,
        databaseHttpUrl: database.databaseHttpUrl,
      }),
    );
    const lines: string[] = [];
    assert.equal(await main([], readRunning(file) ?? {}, (line) => lines.push(line)), 0);
    assert.equal(lines.at(-1), 'All is well.', lines.join('\n'));
    await rm(folder, { recursive: true });
    assert.equal(readRunning(file), undefined);
  });

  it('prints a sign, a sentence, a remedy and a sum', async () => {
    const lines: string[] = [];
    const variables = { ...practice.stack.variables, DISCORD_PUBLIC_KEY: 'x' };
    assert.equal(await main([], variables, (line) => lines.push(line)), 1);
    assert.ok(lines.includes('✗ DISCORD_PUBLIC_KEY is not 64 hexadecimal digits.'), lines.join('\n'));
    assert.match(lines[lines.findIndex((line) => line.startsWith('✗')) + 1] ?? '', /^ {4}→ Open https:/);
    assert.equal(lines.at(-1), '1 broken, 0 to look at.');
  });

  it('prints no secret, even when the outside repeats one', async () => {
    practice.discord.control.script({
      method: 'GET',
      path: '/applications/@me',
      status: 400,
      body: { message: `You said ${practice.discord.botToken}\u001b[2J`, code: 0 },
    });
    const { output, problems } = await visit();
    assert.equal(problems[0]?.check, 'token');
    assert.match(problems[0]?.says ?? '', /You said \[hidden\]/);
    for (const secret of [
      practice.discord.botToken,
      practice.discord.clientSecret,
      practice.stack.variables.DATABASE_URL,
    ]) {
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

  it('tells who has set nothing that a look around needs nothing', async () => {
    const lines: string[] = [];
    const nobody = {
      fetch: async () => Promise.reject(new TypeError('offline')),
      now: Date.now,
      sleep: async () => {},
    };
    assert.equal(await main([], {}, (line) => lines.push(line), { outside: nobody }), 1);
    assert.equal(lines.at(-1), '6 broken, 2 to look at.');
    assert.ok(lines.includes('To try Guildhall on this machine, none of this is needed: npm start'));
  });

  it('explains itself, and refuses an unknown option', async () => {
    const lines: string[] = [];
    assert.equal(await main(['--help'], {}, (line) => lines.push(line)), 0);
    assert.equal(await main(['--gild', '1'], {}, (line) => lines.push(line)), 2);
    assert.match(lines.join('\n'), /npm run doctor -- --guild ID[\s\S]*--gild/);
  });
});
