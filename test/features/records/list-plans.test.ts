import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { choices, slash } from './support/life.ts';
import { addToRecords, scriptSuggestions } from './support/review.ts';

/** Enough that reading the whole table would be the worse plan. */
const RECORDS = 40_000;
const hash = (number: number) => createHash('md5').update(String(number)).digest('hex');

describe('long lists of records', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    const machine = (await app.api(guild.id, 'POST', '/machines', { name: 'Sea Serpent' })).body.id;
    await app.sql`insert into records (id, guild_id, number, kind, title, fields, status, assignee_id, machine_id,
        origin, created_by, created_by_name, created_at, updated_at)
      select gen_random_uuid(), ${guild.id}, n, (array['log', 'problem', 'part'])[1 + n % 3], 'Flipper ' || md5(n::text),
        '{}', case when n % 2 = 0 then 'open' else 'closed' end, case when n % 1000 = 0 then ${guild.admin.id} end,
        case when n % 1000 = 1 then ${machine}::uuid end, 'api', 'system:test', 'Test',
        now() - make_interval(secs => ${RECORDS}::int - n), date_trunc('milliseconds', now() - make_interval(mins => n % 977))
      from generate_series(1, ${RECORDS}::int) n`;
    await app.sql`analyze`;
  });
  after(() => app.close());

  /** Rows of the table that were read so far. */
  const rowsSoFar = async () => {
    await app.sql`select pg_stat_force_next_flush()`;
    const [row] = await app.sql`select (seq_tup_read + idx_tup_fetch)::int as rows
      from pg_stat_user_tables where relname = 'records'`;
    return Number(row?.rows);
  };
  /** Those, and entries of its indexes. */
  const readSoFar = async () => {
    const rows = await rowsSoFar();
    const [row] = await app.sql`select sum(idx_tup_read)::int as entries
      from pg_stat_user_indexes where relname = 'records'`;
    return rows + Number(row?.entries);
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

  for (const [name, path] of [
    ['a word of all of them', '/records?q=flipper'],
    ['a word of one of them', `/records?q=flip%20${hash(7_000)}`],
    ['the beginning of a word', `/records?status=all&q=${hash(7_000).slice(0, 6)}`],
    ['a word of a machine', '/records?status=all&q=flip%20serpent'],
    ['a number', '/records?q=%237000'],
  ] as const) {
    it(`are never read as a whole in search of ${name}`, async () => {
      const before = await rowsSoFar();
      const page = await admin.get(`/guilds/${guild.id}${path}`);
      assert.equal(page.status, 200, page.text);
      assert.match(page.text, /Flipper/);
      const read = (await rowsSoFar()) - before;
      assert.ok(read > 0 && read < RECORDS / 4, `${read} rows were read`);
    });
  }

  it('are never read as a whole to find the one that somebody types', async () => {
    const before = await rowsSoFar();
    const found = await choices(app, guild, guild.member, 'record/show', 'record', {
      record: `flipper ${hash(7_000).slice(0, 8)}`,
    });
    assert.deepEqual(
      found.map(({ value }) => value),
      ['7000'],
    );
    const shown = await slash(app, guild, guild.member, 'record/show', { record: `Flipper ${hash(7_000)}` });
    assert.match(textOf(shown.message), /#7000/);
    const several = await slash(app, guild, guild.member, 'record/show', { record: 'flipper' });
    assert.match(several.message.content, /Several records fit/);
    const read = (await rowsSoFar()) - before;
    assert.ok(read > 0 && read < RECORDS / 4, `${read} rows were read`);
  });

  it('are never compared as a whole with what may exist already', async () => {
    const before = await rowsSoFar();
    const target = app.say(guild.channelId, guild.member, `Flipper ${hash(RECORDS)} again`);
    scriptSuggestions(app, [{ kind: 'problem', title: `Flipper ${hash(RECORDS)} again`, from: target }]);
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.match(textOf(message), new RegExp(`Looks like #${RECORDS}`));
    const read = (await rowsSoFar()) - before;
    assert.ok(read > 0 && read < RECORDS / 4, `${read} rows were read`);
  });

  it('say that there are more than are counted', async () => {
    const page = await admin.get(`/guilds/${guild.id}/records`);
    assert.match(page.text, /Open<span class="count">1,000\+</);
    const mine = await admin.get(`/guilds/${guild.id}/records?assignee=me`);
    assert.match(mine.text, /Open<span class="count">40</);
  });
});
