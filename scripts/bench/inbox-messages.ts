import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { neon, neonConfig } from '@neondatabase/serverless';
import { WebSocket } from 'ws';
import { openDm } from '../local/discord/channels.ts';
import { ensureTemplate } from '../local/neon/template.ts';
import { type LocalStack, startLocalStack } from '../local/stack.ts';
import { readPage, signIn } from './browse.ts';
import { percentile } from './statistics.ts';

const MESSAGES = 200;
const PEOPLE = 10;
/** Not counted: until connections are open and the runtime is warm. */
const WARM_UP = 10;
/** The page's script waits so long for further changes before it draws a region anew (live.js). */
export const REDRAW_MS = 150;
/** Asking takes the database time that it would have for the message. */
const POLL_MS = 10;
const LIMIT_MS = 30_000;

export interface Spread {
  /** Milliseconds from the push into the gateway's socket. */
  p50Ms: number;
  p99Ms: number;
}

export interface InboxMessagesResult {
  count: number;
  /** Until the row can be read in the database. */
  row: Spread;
  /** Until the event comes to an open page. */
  event: Spread;
  /** Until what that page then loads, as its script does, has the words. */
  shown: Spread;
}

/** Direct messages one after the other, from the local gateway's socket to an open page of the inbox. */
export async function measureInboxMessages(say: (line: string) => void): Promise<InboxMessagesResult> {
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'empty',
    variables: {},
    databaseTemplate: await ensureTemplate(),
  });
  let page: WebSocket | undefined;
  try {
    const { discord, variables, worker } = stack;
    assert.ok(discord, 'the bench runs against the stand-in of Discord');
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const sql = neon(variables.DATABASE_URL);
    const { control, state } = discord;
    const { id: owner } = control.user({ username: 'ada.bench' });
    const guildId = control.guild({ name: 'Desk', owner_id: owner }).id;
    const people = Array.from({ length: PEOPLE }, (_, index) => {
      const { id } = control.user({ username: `lead.${index}` });
      control.member(guildId, { user_id: id, roles: [] });
      return { id, channelId: openDm(state, state.data.botId, id).id };
    });
    await receive(stack, sql, guildId);
    await worker.tick();
    await gatewayReady(stack);
    const cookie = await signIn(stack, owner);
    const address = `/guilds/${guildId}/inbox`;
    await readPage(stack, cookie, address);
    const told = new Map<string, number>();
    page = await openStream(stack, cookie, guildId, (text) => told.set(text, performance.now()));
    const times = { row: [] as number[], event: [] as number[], shown: [] as number[] };
    for (let index = 0; index < MESSAGES + WARM_UP; index++) {
      if (index % 50 === 0) say(`inbox: message ${index} of ${MESSAGES + WARM_UP}`);
      const { id, channelId } = people[index % PEOPLE] as (typeof people)[number];
      const content = `word${index}x from ${id}`;
      const start = performance.now();
      control.message({ channel_id: channelId, author_id: id, content });
      const [row, { event, shown }] = await Promise.all([
        until('the row is written', async () => {
          const found = await sql`select 1 from conversation_messages where content = ${content}`;
          return found.length > 0 && performance.now();
        }),
        (async () => {
          const at = await until('the page is told', () => told.get(content));
          await sleep(REDRAW_MS);
          assert.match(await readPage(stack, cookie, address), new RegExp(content));
          return { event: at, shown: performance.now() };
        })(),
      ]);
      if (index < WARM_UP) continue;
      times.row.push(row - start);
      times.event.push(event - start);
      times.shown.push(shown - start);
    }
    return {
      count: MESSAGES,
      row: spread(times.row),
      event: spread(times.event),
      shown: spread(times.shown),
    };
  } finally {
    page?.terminate();
    await stack.close();
  }
}

/** Waits until the session with the gateway stands. */
export const gatewayReady = ({ worker }: LocalStack) =>
  until('the gateway is connected', async () => {
    const { shards } = (await (await fetch(`${worker.url}/_local/gateway`)).json()) as {
      shards: { phase: string }[];
    };
    return shards.length > 0 && shards.every(({ phase }) => phase === 'ready');
  });

/** A key of the API that may do everything in a server. */
export async function benchKey(sql: ReturnType<typeof neon<false, false>>, guildId: string): Promise<string> {
  const key = `gh_${randomBytes(24).toString('base64url')}`;
  await sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at)
    values (gen_random_uuid(), ${guildId}, 'bench', ${createHash('sha256').update(key).digest('hex')}, ${key.slice(-4)},
      '["*"]', now())`;
  return key;
}

/** Switches receiving on, as an admin does in the settings. */
async function receive(
  stack: LocalStack,
  sql: ReturnType<typeof neon<false, false>>,
  guildId: string,
): Promise<void> {
  const key = await benchKey(sql, guildId);
  const answer = await fetch(`${stack.worker.url}/api/v1/guilds/${guildId}/settings/inbox`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ values: { receive: true } }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** The stream that an open page of the inbox listens to; `hear` gets the words of each message that came in. */
export async function openStream(
  { worker }: LocalStack,
  cookie: string,
  guildId: string,
  hear: (content: string) => void,
): Promise<WebSocket> {
  const query = new URLSearchParams({ type: 'message.*,conversation.*,inbox.*,lead.*' });
  const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/guilds/${guildId}/live?${query}`, {
    headers: { cookie, origin: worker.url },
  });
  let heard = 0;
  let failed: Error | undefined;
  let isOpen = false;
  socket.on('error', (error) => {
    failed = error;
  });
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as {
      kind: string;
      events?: { type: string; data?: { message?: { content: string } } }[];
    };
    if (message.kind === 'hello') isOpen = true;
    for (const { type, data: about } of message.events ?? []) {
      if (type === 'message.received' && about?.message) hear(about.message.content);
    }
    heard += message.events?.length ?? 0;
    if (heard > 0) socket.send(JSON.stringify({ ack: heard }));
  });
  await until('the stream opens', () => {
    if (failed) throw failed;
    return isOpen;
  });
  return socket;
}

export function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

export async function until<T>(
  what: string,
  done: () => Promise<T> | T,
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await done();
    if (value) return value as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`${what}: not after ${LIMIT_MS / 1_000} s`);
    await sleep(POLL_MS);
  }
}
