import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fillInbox } from '../../../scripts/bench/inbox-data.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { deskGuild, messagesOf, newMember, writes } from './support/desk.ts';

const CONVERSATIONS = 10_000;
/** Of another server, with the same names, words and tags. */
const OTHERS = 100;

interface Case {
  name: string;
  query: Record<string, string>;
  /** Of the row `c` of `conversations`: what belongs into the list. */
  fits: string;
  /** Indexes of which at least one has to be walked for the first page. */
  index: RegExp;
}

const open = `c.state in ('open', 'waiting')`;
const cases: Case[] = [
  { name: 'the list', query: {}, fits: open, index: /conversations_(recent|state)/ },
  {
    name: 'mine',
    query: { assignee: 'me' },
    fits: `${open} and c.assignee_id = $2`,
    index: /conversations_(recent|assignee)/,
  },
  {
    name: 'unassigned',
    query: { assignee: 'nobody' },
    fits: `${open} and c.assignee_id is null`,
    index: /conversations_assignee/,
  },
  { name: 'closed', query: { state: 'closed' }, fits: `c.state = 'closed'`, index: /conversations_state/ },
  { name: 'snoozed', query: { state: 'snoozed' }, fits: `c.state = 'snoozed'`, index: /conversations_state/ },
  {
    name: 'a rare tag',
    query: { state: 'any', tag: 'rare' },
    fits: `c.tags @> '["rare"]'`,
    index: /conversations_tags/,
  },
  {
    name: 'a word of few messages',
    query: { q: 'xylophone' },
    fits: `exists (select 1 from conversation_messages m where m.conversation_id = c.id and m.content like '%xylophone%')`,
    index: /conversation_messages_words/,
  },
  {
    name: 'beginnings of words',
    query: { q: 'lead xc4' },
    fits: `(c.person_name like 'Lead xc4%' or c.preview like '% xc4%')`,
    index: /conversations_words/,
  },
  { name: 'a number', query: { q: '#4321' }, fits: 'c.number = 4321', index: /conversations_number/ },
  {
    name: 'unread',
    query: { unread: 'true' },
    fits: `${open} and c.last_inbound_sequence > coalesce((select r.up_to from conversation_reads r
      where r.conversation_id = c.id and r.user_id = $2), 0)`,
    index: /conversations_pkey/,
  },
  {
    name: 'leads of one status',
    query: { state: 'any', status: 'won' },
    fits: `exists (select 1 from leads l where l.guild_id = c.guild_id and l.person_id = c.person_id and l.status = 'won')`,
    index: /conversations_person/,
  },
];

describe('the inbox with many conversations', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    await fillInbox(app.sql, app.newGuild().id, guild.admin.id, OTHERS);
    await fillInbox(app.sql, guild.id, guild.admin.id, CONVERSATIONS);
    // Many at the same moment, among which a page ends.
    await app.sql`update conversations set last_message_at = date_trunc('hour', last_message_at)`;
    await app.sql`vacuum analyze`;
  });
  after(() => app.close());

  /** All pages of a list: numbers of the conversations. */
  async function walk(query: Record<string, string>, limit: number): Promise<number[]> {
    const numbers: number[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages <= CONVERSATIONS / limit; pages++) {
      const params = new URLSearchParams({
        ...query,
        reader: guild.admin.id,
        limit: String(limit),
        ...(cursor ? { cursor } : {}),
      });
      const { status, body } = await app.api(guild.id, 'GET', `/inbox/conversations?${params}`);
      assert.equal(status, 200, JSON.stringify(body));
      numbers.push(...body.conversations.map(({ number }: { number: number }) => number));
      cursor = body.next;
      if (cursor === null) return numbers;
    }
    throw new Error('the list does not end');
  }

  async function expected(fits: string): Promise<number[]> {
    const rows = await app.sql.query(
      `select number from conversations c where guild_id = $1 and ($2::text is not null) and ${fits}
        order by last_message_at desc, id desc`,
      [guild.id, guild.admin.id],
    );
    return rows.map(({ number }) => Number(number));
  }

  /** Indexes by what was read of them so far. */
  async function walked(): Promise<Map<string, number>> {
    await app.sql`select pg_stat_force_next_flush()`;
    const rows = await app.sql`select indexrelname as name, idx_scan::int as scans from pg_stat_user_indexes`;
    return new Map(rows.map(({ name, scans }) => [String(name), Number(scans)]));
  }

  it('C33: lists, filters and searches over 10,000 conversations are complete, page by page', async () => {
    for (const { name, query, fits } of cases) {
      const wanted = await expected(fits);
      assert.ok(wanted.length > 0, name);
      assert.deepEqual(await walk(query, wanted.length > 100 ? 100 : 3), wanted, name);
    }
  });

  it('C33: indexes lead to them, and the list is one query', async () => {
    for (const { name, query, index } of cases) {
      const before = await walked();
      app.database.faults.stats().reset();
      const params = new URLSearchParams({ ...query, reader: guild.admin.id, limit: '40' });
      const { status } = await app.api(guild.id, 'GET', `/inbox/conversations?${params}`);
      assert.equal(status, 200);
      const lists = app.database.faults
        .stats()
        .statements.filter((text) => /from "conversations"/.test(text));
      assert.equal(lists.length, 1, `${name}: ${lists.join('\n')}`);
      const now = await walked();
      const used = [...now].flatMap(([key, scans]) => (scans > (before.get(key) ?? 0) ? [key] : []));
      assert.ok(
        used.some((key) => index.test(key)),
        `${name}: by ${used.join(', ')}`,
      );
    }
  });

  it('C33: a page of the dashboard shows the first of each', async () => {
    for (const [path, fits] of [
      ['', open],
      ['?box=unassigned', `${open} and c.assignee_id is null`],
      ['?q=xylophone', cases.find(({ name }) => name === 'a word of few messages')?.fits ?? ''],
    ] as const) {
      const page = await admin.get(`/guilds/${guild.id}/inbox${path}`);
      assert.equal(page.status, 200, page.text);
      const shown = [...page.text.matchAll(/<span class="numeric">#(\d+)</g)].map(([, number]) =>
        Number(number),
      );
      assert.deepEqual(shown, (await expected(fits)).slice(0, 40), path);
    }
  });

  it('unread ones stay unread when they are taken apart and put together, and are read when they are read', async () => {
    const desk = await deskGuild(app);
    const person = newMember(app, desk, 'split');
    await writes(app, person, 'one');
    await writes(app, person, 'two');
    const unread = async (more: Record<string, string> = {}) => {
      const params = new URLSearchParams({ unread: 'true', reader: desk.staff.id, ...more });
      const { body } = await app.api(desk.id, 'GET', `/inbox/conversations?${params}`);
      return body.conversations.map(({ number }: { number: number }) => number).toSorted();
    };
    const read = async (id: number) => {
      const path = `/conversations/${id}/read`;
      const { status, body } = await app.api(desk.id, 'POST', path, { userId: desk.staff.id });
      assert.ok(status < 300, JSON.stringify(body));
    };
    assert.deepEqual(await unread(), [1]);
    const [, two] = await messagesOf(app, desk);
    const split = await app.api(desk.id, 'POST', '/inbox/conversations/1/split', { messageIds: [two?.id] });
    assert.equal(split.status, 201, JSON.stringify(split.body));
    assert.deepEqual(await unread(), [1, 2]);
    const merged = await app.api(desk.id, 'POST', '/inbox/conversations/2/merge', { into: '1' });
    assert.equal(merged.status, 200, JSON.stringify(merged.body));
    assert.deepEqual(await unread({ state: 'any' }), [1], 'and nothing is left in the one that was merged');
    const visitor = await signIn(app, desk.admin);
    assert.match((await visitor.get(`/guilds/${desk.id}/inbox`)).text, /<title>\(1\) Inbox/);
    await read(1);
    assert.deepEqual(await unread({ state: 'any' }), []);
  });
});
