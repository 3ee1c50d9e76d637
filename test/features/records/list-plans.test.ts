import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';

/** Enough that reading the whole table would be the worse plan. */
const RECORDS = 40_000;

describe('long lists of records', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    await app.sql`insert into records (id, guild_id, number, kind, title, fields, status, assignee_id, origin,
        created_by, created_by_name, created_at, updated_at)
      select gen_random_uuid(), ${guild.id}, n, (array['log', 'problem', 'part'])[1 + n % 3], 'Flipper ' || md5(n::text),
        '{}', case when n % 2 = 0 then 'open' else 'closed' end, case when n % 1000 = 0 then ${guild.admin.id} end,
        'api', 'system:test', 'Test', now(), date_trunc('milliseconds', now() - make_interval(mins => n % 977))
      from generate_series(1, ${RECORDS}::int) n`;
    await app.sql`analyze`;
  });
  after(() => app.close());

  /** Rows of the table and entries of its indexes that were read so far. */
  const readSoFar = async () => {
    await app.sql`select pg_stat_force_next_flush()`;
    const [row] = await app.sql`select seq_tup_read::int as rows, (select sum(idx_tup_read)::int
      from pg_stat_user_indexes where relname = 'records') as entries
      from pg_stat_user_tables where relname = 'records'`;
    return Number(row?.rows) + Number(row?.entries);
  };

  for (const [name, path] of [
    ['open ones', '/records'],
    ['oldest first', '/records?order=oldest'],
    ['last changed', '/records?status=all&order=changed'],
    ['by title', '/records?status=all&order=title'],
    ['of one kind', '/records?kind=problem'],
    ['of one person', '/records?assignee=me'],
    ['on the overview', ''],
  ] as const) {
    it(`are never read or sorted as a whole: ${name}`, async () => {
      const before = await readSoFar();
      const page = await admin.get(`/guilds/${guild.id}${path}`);
      assert.equal(page.status, 200, page.text);
      assert.match(page.text, /Flipper/);
      const read = (await readSoFar()) - before;
      assert.ok(read > 0 && read < RECORDS / 2, `${read} rows and entries were read`);
    });
  }

  it('say that there are more than are counted', async () => {
    const page = await admin.get(`/guilds/${guild.id}/records`);
    assert.match(page.text, /Open<span class="count">1,000\+</);
    const mine = await admin.get(`/guilds/${guild.id}/records?assignee=me`);
    assert.match(mine.text, /Open<span class="count">40</);
  });
});
