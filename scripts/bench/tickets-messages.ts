import assert from 'node:assert/strict';
import { neon, neonConfig } from '@neondatabase/serverless';
import type { WebSocket } from 'ws';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { readPage, signIn } from './browse.ts';
import {
  benchKey,
  gatewayReady,
  openStream,
  REDRAW_MS,
  type Spread,
  spread,
  until,
} from './inbox-messages.ts';

const MESSAGES = 100;
/** Not counted: until connections are open and the runtime is warm. */
const WARM_UP = 10;

export interface TicketMessagesResult {
  count: number;
  /** Until the row can be read in the database. */
  row: Spread;
  /** Until the page, told by its stream and drawn anew as its script does, has the words. */
  shown: Spread;
}

/** What a member writes in the thread of a ticket, from the local gateway's socket to the open page of that ticket. */
export async function measureTicketMessages(say: (line: string) => void): Promise<TicketMessagesResult> {
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
    const { control } = discord;
    const { id: owner } = control.user({ username: 'ada.bench' });
    const guildId = control.guild({ name: 'Desk', owner_id: owner }).id;
    const member = control.user({ username: 'maya.bench' });
    control.member(guildId, { user_id: member.id, roles: [] });
    const channel = control.channel({ guild_id: guildId, name: 'support' });
    const key = await benchKey(sql, guildId);
    const call = async (method: string, path: string, body: object) => {
      const answer = await fetch(`${worker.url}/api/v1/guilds/${guildId}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok, await answer.clone().text());
      return answer.json() as Promise<{ id: string; number: number }>;
    };
    await call('PATCH', '/settings/tickets', { values: { channel: channel.id } });
    await worker.tick();
    await gatewayReady(stack);
    const { id, number } = await call('POST', '/tickets', {
      personId: member.id,
      subject: 'It does not start',
      message: 'The port is in use.',
    });
    const threadId = await until('the thread is there', async () => {
      const [row] = await sql`select thread_id from tickets where id = ${id} and setup_state = 'ready'`;
      return row && String(row.thread_id);
    });
    const cookie = await signIn(stack, owner);
    const address = `/guilds/${guildId}/tickets/${number}`;
    await readPage(stack, cookie, address);
    const told = new Map<string, number>();
    page = await openStream(stack, cookie, guildId, (text) => told.set(text, performance.now()));
    const times = { row: [] as number[], shown: [] as number[] };
    for (let index = 0; index < MESSAGES + WARM_UP; index++) {
      if (index % 50 === 0) say(`tickets: message ${index} of ${MESSAGES + WARM_UP}`);
      const content = `word${index}x of the member`;
      const start = performance.now();
      control.message({ channel_id: threadId, author_id: member.id, content });
      const [row, shown] = await Promise.all([
        until('the row is written', async () => {
          const found = await sql`select 1 from conversation_messages where content = ${content}`;
          return found.length > 0 && performance.now();
        }),
        (async () => {
          await until('the page is told', () => told.get(content));
          await until('the page waits a moment before it is drawn anew', () => {
            return performance.now() - (told.get(content) ?? 0) >= REDRAW_MS;
          });
          assert.match(await readPage(stack, cookie, address), new RegExp(content));
          return performance.now();
        })(),
      ]);
      if (index < WARM_UP) continue;
      times.row.push(row - start);
      times.shown.push(shown - start);
    }
    return { count: MESSAGES, row: spread(times.row), shown: spread(times.shown) };
  } finally {
    page?.terminate();
    await stack.close();
  }
}
