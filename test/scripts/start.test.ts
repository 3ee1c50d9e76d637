import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { demo } from '../../scripts/local/discord/seed.ts';
import { connect, startTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

interface Ready {
  url: string;
  interactionsUrl: string;
  publicKey: string;
  privateKey: string;
  applicationId: string;
  botToken: string;
  discordApiUrl: string;
  gatewayUrl: string;
  discordWebUrl: string;
  databaseUrl: string;
  databaseHttpUrl: string;
  anthropicUrl: string;
  guildIds: string[];
  users: { id: string; username: string; role: string }[];
  apiKey: string;
}

interface Started {
  process: ChildProcess;
  /** All that it printed so far. */
  output(): string;
}

const script = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));
/** A start takes a few seconds; the machine may be busy with other tests. */
const START_MS = 60_000;

describe('npm start', () => {
  let folder: string;
  /** Each leads a process group of its own, in which its Worker stays when it is killed itself. */
  const started: ChildProcess[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-start-'));
  });
  after(async () => {
    for (const { pid } of started) endGroup(pid);
    await rm(folder, { recursive: true, force: true });
  });

  const start = (...flags: string[]) => startWith({}, ...flags);

  function startWith(variables: Record<string, string>, ...flags: string[]): Started {
    const { DATABASE_URL: _, DISCORD_TOKEN: __, ANTHROPIC_API_KEY: ___, ...env } = process.env;
    const child = spawn(process.execPath, [script, '--state', folder, '--quiet', ...flags], {
      // Run as npm runs it, it ends by itself should this process be killed.
      env: { ...env, NODE_NO_WARNINGS: '1', npm_lifecycle_event: 'start', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    started.push(child);
    return { process: child, output: () => text };
  }

  /** What a start wrote; `before` is what a killed one left there. */
  const ready = (one: Started, before?: Ready): Promise<Ready> =>
    eventually(
      'ready.json is there',
      async () => {
        const told = JSON.parse(await readFile(join(folder, 'ready.json'), 'utf8')) as Ready;
        return told.url === before?.url ? undefined : told;
      },
      START_MS,
    ).catch((error: unknown) => assert.fail(`${error}: ${one.output()}`)) as Promise<Ready>;

  async function stopped(one: Started, signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(one.process, 'exit');
    one.process.kill(signal);
    const [code] = await ended;
    return code;
  }

  const refusal = (...flags: string[]) => refused(start(...flags));

  async function refused(one: Started): Promise<string> {
    // All output is there once the streams are closed, which may be after the exit.
    const [code] = await once(one.process, 'close');
    assert.equal(code, 1, one.output());
    assert.doesNotMatch(one.output(), /\n\s+at /, 'words, not a stack');
    return one.output();
  }

  it('G19: a fresh start can be used from outside by ready.json alone, ends cleanly and goes on where it stopped', async () => {
    const first = start('--fresh', '--port', '0');
    const told = await ready(first);
    await usedFromOutside(told);
    const made = await api(told, 'POST', '/records', { kind: 'problem', title: 'Survives a restart' });
    assert.equal(made.status, 201);

    assert.match(await refusal('--port', '0'), /runs already, as process \d+.*Stop that one first/);
    assert.equal(await stopped(first, 'SIGTERM'), 0, first.output());
    assert.match(first.output(), /Guildhall is ready after [\d.]+ s\./);
    assert.doesNotMatch(first.output(), /error|warn/i);
    await freed(told);
    await assert.rejects(readFile(join(folder, 'ready.json')), /ENOENT/);

    const second = start('--port', '0');
    const again = await ready(second);
    assert.deepEqual(await titles(again), ['Survives a restart']);
    assert.equal(again.publicKey, told.publicKey);
    await stopped(second, 'SIGKILL');

    const third = start('--port', '0');
    const last = await ready(third, again);
    await freed(again);
    assert.deepEqual(await titles(last), ['Survives a restart']);
    assert.equal(await stopped(third, 'SIGINT'), 0, third.output());
    await freed(last);
  });

  it('G03: what was deferred when everything was killed ends in words after the next start', async () => {
    const first = start('--fresh', '--port', '0');
    const told = await ready(first);
    const { workshop } = demo.channels;
    await control(told, 'POST', '/script', { method: 'GET', path: '/messages', delayMs: 5_000, times: 9 });
    const ids: string[] = [];
    for (const words of ['The left flipper is broken', 'The ball gets stuck']) {
      const on = { channel_id: workshop, author_id: demo.users.bruno.id, content: words };
      const { id: targetId } = await control<{ id: string }>(told, 'POST', '/messages', on);
      const { interactionId, response } = await control<{
        interactionId: string;
        response: { type: number };
      }>(told, 'POST', '/interactions', {
        type: 'message-command',
        userId: demo.users.ada.id,
        channelId: workshop,
        commandName: 'Add to records',
        targetId,
      });
      assert.equal(response.type, 5);
      ids.push(interactionId);
    }
    await eventually('the local Discord has written the deferrals down', async () => {
      const saved = await readFile(join(folder, 'discord.json'), 'utf8');
      const { $map } = JSON.parse(saved).data.interactions as { $map: [string, { status: string }][] };
      const known = new Map($map);
      return ids.every((id) => (known.get(id)?.status ?? 'waiting') !== 'waiting');
    });
    await stopped(first, 'SIGKILL');

    const second = start('--port', '0');
    const again = await ready(second, told);
    for (const id of ids) {
      const ended = () => connect(again)`select state from jobs where id = ${`interaction:${id}`}`;
      await eventually(`${id} ends`, async () => (await ended())[0]?.state === 'done', START_MS);
      const { original } = await control<{ original?: { content: string } }>(
        again,
        'GET',
        `/interactions/${id}`,
      );
      assert.match(original?.content ?? '', /Check this|Nothing to record/, id);
    }
    assert.equal(await stopped(second, 'SIGTERM'), 0, second.output());
    await freed(again);
  });

  it('names a port that is taken, and what to do', async () => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    assert.ok(address && typeof address === 'object');
    const said = await refusal('--port', String(address.port)).finally(() => holder.close());
    assert.match(said, new RegExp(`${address.port}\\b.* taken by another program\\. .*--port \\d+`));
  });

  const password = 'not-for-others';
  const unusable: [what: string, url: string, says: RegExp][] = [
    [
      'does not answer',
      `postgres://me:${password}@127.0.0.1:9/hub`,
      /^The database at 127\.0\.0\.1:9 does not answer\./,
    ],
    ['is no address', `postgres//me:${password}@127.0.0.1`, /^DATABASE_URL does not look like postgres:/],
    ['has no database in it', `postgres://me:${password}@127.0.0.1:9/`, /^DATABASE_URL does not look like/],
  ];
  for (const [what, url, says] of unusable) {
    it(`says in a sentence that DATABASE_URL ${what}, and what to do`, async () => {
      const said = await refused(startWith({ DATABASE_URL: url }, '--port', '0'));
      assert.match(said, says);
      assert.match(said, /Correct DATABASE_URL, .*or take it away/);
      assert.equal(said.trim().split('\n').length, 1, said);
      assert.ok(!said.includes(password), said);
    });
  }

  it('says that the password of DATABASE_URL is wrong', async () => {
    const database = await startTestDatabase();
    try {
      const url = database.databaseUrl.replace('postgres:postgres@', `postgres:${password}@`);
      const variables = { DATABASE_URL: url, DATABASE_HTTP_URL: database.databaseHttpUrl };
      const said = await refused(startWith(variables, '--port', '0'));
      assert.match(
        said,
        /refuses: password authentication failed for user 'postgres'\. Correct DATABASE_URL/,
      );
      assert.ok(!said.includes(password), said);
    } finally {
      await database.close();
    }
  });
});

/** Ends a process and all that it has started, whether it lives itself or not. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

async function usedFromOutside(told: Ready): Promise<void> {
  const ping = await fetch(told.interactionsUrl, signed(told, JSON.stringify({ type: 1 })));
  assert.deepEqual([ping.status, await ping.json()], [200, { type: 1 }]);
  const forged = signed(told, JSON.stringify({ type: 1 }));
  assert.equal((await fetch(told.interactionsUrl, { ...forged, body: '{"type":1 }' })).status, 401);

  const health = await fetch(`${told.url}/health`);
  assert.equal(health.status, 200);

  const client = new pg.Client({ connectionString: told.databaseUrl });
  await client.connect();
  assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
  await client.end();
  assert.deepEqual(await connect(told)`select count(*)::int as machines from machines`, [{ machines: 3 }]);
  // Something of everything that people may want to look at.
  const kinds = await connect(told)`select string_agg(distinct kind, ' ') as kinds from notices`;
  assert.deepEqual(kinds, [{ kinds: 'alert billing maintenance status' }]);
  const states = await connect(told)`select string_agg(distinct status, ' ') as states from tickets`;
  assert.deepEqual(states, [{ states: 'closed in_progress open waiting' }]);

  assert.deepEqual(await titles(told), []);
  const page = await fetch(told.discordWebUrl);
  assert.match(await page.text(), /<title>[^<]*Discord/);
  const me = await fetch(`${told.discordApiUrl}/v10/applications/@me`, {
    headers: {
      authorization: `Bot ${told.botToken}`,
      'user-agent': 'DiscordBot (https://guildhall.example, 1)',
    },
  });
  assert.equal(((await me.json()) as { id: string }).id, told.applicationId);
  assert.equal((await fetch(told.anthropicUrl)).status, 200);
  assert.match(told.gatewayUrl, /^ws:\/\/127\.0\.0\.1:\d+/);
  assert.deepEqual(new Set(told.users.map(({ role }) => role)), new Set(['admin', 'staff', 'member']));
}

async function control<T>(told: Ready, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${told.discordWebUrl}/_control${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return JSON.parse((await response.text()) || 'null') as T;
}

async function api(told: Ready, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${told.url}/api/v1/guilds/${told.guildIds[0]}${path}`, {
    method,
    headers: { authorization: `Bearer ${told.apiKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function titles(told: Ready): Promise<string[]> {
  const { records } = (await (await api(told, 'GET', '/records')).json()) as { records: { title: string }[] };
  return records.map(({ title }) => title);
}

/** As Discord signs: Ed25519 over timestamp and body, with the key's 32 bytes as hex. */
function signed({ privateKey }: Ready, body: string): RequestInit {
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(privateKey, 'hex'),
  ]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-signature-ed25519': sign(null, Buffer.from(timestamp + body), key).toString('hex'),
      'x-signature-timestamp': timestamp,
    },
    body,
  };
}

/** Nothing of it listens any more, not even what it started itself. */
async function freed(told: Ready): Promise<void> {
  for (const url of [told.url, told.discordWebUrl, told.anthropicUrl, told.databaseUrl, told.databaseHttpUrl])
    await eventually(
      `nothing listens at ${new URL(url).port}`,
      async () => !(await listens(Number(new URL(url).port))),
    );
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
