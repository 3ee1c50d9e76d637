import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';

describe('records in the dashboard', () => {
  let app: TestApp;
  let guild: TestGuild;
  let maya: Visitor;
  let base: string;
  const audit = (action: string) =>
    app.sql`select * from audit_log where guild_id = ${guild.id} and action = ${action} order by created_at`;

  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    base = `/guilds/${guild.id}`;
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
    maya = await signIn(app, guild.member);
  });
  after(() => app.close());

  it('A23: takes one problem report through its whole life in the dashboard', async () => {
    const machine = (await app.api(guild.id, 'POST', '/machines', { name: 'Thunder Alley' })).body.id;
    const made = await maya.post(`${base}/records/new`, {
      kind: 'problem',
      title: 'Left flipper stays up',
      machine,
      'fields.details': 'After a few minutes.',
      'fields.priority': 'high',
      nonce: 'nonce-of-this-form',
    });
    assert.equal(made.status, 303, made.text);
    const path = made.location ?? '';
    const opened = await maya.get(path);
    assert.match(opened.text, /Problem report #1 was saved/);
    assert.match(opened.text, /Left flipper stays up[\s\S]*After a few minutes[\s\S]*Thunder Alley/);
    const [row] = await app.sql`select * from records where guild_id = ${guild.id}`;
    assert.equal(row?.origin, 'dashboard');
    assert.equal(row?.created_by, `user:${guild.member.id}`);

    assert.equal((await maya.post(`${path}/comment`, { body: 'The coil stop is worn.' })).status, 303);
    assert.equal((await maya.post(`${path}/assign`, { assignee: guild.member.id })).status, 303);
    assert.equal((await maya.post(`${path}/close`, { reason: 'Replaced the coil stop.' })).status, 303);
    const closed = await maya.get(path);
    assert.match(closed.text, /The coil stop is worn[\s\S]*Replaced the coil stop/);
    assert.match(closed.text, /Maya<\/strong> closed it/);
    assert.equal((await maya.post(`${path}/close`)).status, 409, 'closed already');
    assert.equal((await maya.post(`${path}/reopen`, { reason: 'It is back.' })).status, 303);
    assert.match((await maya.get(`${base}/records?assignee=me`)).text, /Left flipper stays up/);
    const [after] = await app.sql`select status, assignee_id from records where guild_id = ${guild.id}`;
    assert.deepEqual(after, { status: 'open', assignee_id: guild.member.id });
    for (const action of ['create', 'comment', 'assign', 'close', 'reopen']) {
      const rows = await audit(`records.${action}`);
      assert.equal(rows.length, 1, action);
      assert.equal(rows[0]?.source, 'dashboard', action);
    }
  });

  it('makes one record of a form that is sent twice at once', async () => {
    const form = { kind: 'log', title: 'Waxed', nonce: 'twice-by-accident' };
    const both = await Promise.all([
      maya.post(`${base}/records/new`, form),
      maya.post(`${base}/records/new`, form),
    ]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [303, 303],
    );
    assert.equal(both[0]?.location, both[1]?.location);
    const rows = await app.sql`select 1 from records where guild_id = ${guild.id} and title = 'Waxed'`;
    assert.equal(rows.length, 1);
  });

  it('shows what was typed again when it cannot be saved', async () => {
    const refused = await maya.post(`${base}/records/new`, {
      kind: 'part',
      title: '',
      'fields.details': 'Two of them, please.',
      parent: '#4711',
    });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Give it a title/);
    assert.match(refused.text, /Two of them, please\./);
    const unknown = await maya.post(`${base}/records/new`, { kind: 'part', title: 'Coil', parent: '#4711' });
    assert.equal(unknown.status, 404);
    assert.match(unknown.text, /There is no record #4711[\s\S]*value="Coil"/);
  });

  it('does not save an outdated page over what somebody else wrote', async () => {
    const { body } = await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'First words' });
    const path = `${base}/records/${body.number}/edit`;
    const stampOf = (text: string) => /name="updatedAt" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const stamp = stampOf((await maya.get(path)).text);
    await app.api(guild.id, 'PATCH', `/records/${body.number}`, { title: 'Their words' });
    const refused = await maya.post(path, { title: 'My words', updatedAt: stamp });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Title: Their words/);
    assert.match(refused.text, /value="My words"/);
    const again = await maya.post(path, { title: 'My words', updatedAt: stampOf(refused.text) });
    assert.equal(again.status, 303);
    const [row] = await app.sql`select title from records where id = ${body.id}`;
    assert.equal(row?.title, 'My words');
  });

  it('pages through many records in every order without a gap or a double', async () => {
    const many = app.newGuild();
    const visitor = await signIn(app, many.member);
    for (let at = 1; at <= 60; at++) {
      await app.sql`insert into records (id, guild_id, number, kind, title, fields, status, origin, created_by,
          created_by_name, created_at, updated_at)
        values (gen_random_uuid(), ${many.id}, ${at}, 'log', ${`Entry ${at % 7}`}, '{}', 'open', 'api', 'x', 'x',
          now(), now() - make_interval(mins => ${(at * 37) % 11}))`;
    }
    for (const order of ['newest', 'oldest', 'changed', 'title']) {
      const seen: string[] = [];
      let path: string | undefined = `/guilds/${many.id}/records?order=${order}`;
      for (let pages = 0; path && pages < 5; pages++) {
        const { text } = await visitor.get(path);
        assert.match(text, /Open<span class="count">60</);
        seen.push(
          ...[...text.matchAll(/class="title" href="[^"]*\/records\/(\d+)"/g)].map(([, n]) => n ?? ''),
        );
        path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      }
      assert.equal(seen.length, 60, order);
      assert.equal(new Set(seen).size, 60, order);
    }
  });

  it('filters by kind, machine, words and who takes care', async () => {
    const few = app.newGuild();
    const visitor = await signIn(app, few.member);
    const machine = (await app.api(few.id, 'POST', '/machines', { name: 'Sea Serpent' })).body.id;
    await app.api(few.id, 'POST', '/records', { kind: 'problem', title: 'Rubber torn', machine });
    await app.api(few.id, 'POST', '/records', { kind: 'log', title: 'Lamp replaced' });
    await app.api(few.id, 'POST', '/records/2/close');
    await app.api(few.id, 'POST', '/records/1/assign', { assigneeId: few.member.id });
    const titles = async (query: string) =>
      [
        ...(await visitor.get(`/guilds/${few.id}/records?${query}`)).text.matchAll(
          /class="title"[^>]*>([^<]+)</g,
        ),
      ].map(([, title]) => title);
    assert.deepEqual(await titles(''), ['Rubber torn']);
    assert.deepEqual(await titles('status=closed'), ['Lamp replaced']);
    assert.deepEqual(await titles('status=all'), ['Lamp replaced', 'Rubber torn']);
    assert.deepEqual(await titles('status=all&kind=log'), ['Lamp replaced']);
    assert.deepEqual(await titles(`status=all&machine=${machine}`), ['Rubber torn']);
    assert.deepEqual(await titles('status=all&q=serpent'), ['Rubber torn']);
    assert.deepEqual(await titles('status=all&q=%231'), ['Rubber torn']);
    assert.deepEqual(await titles('assignee=me'), ['Rubber torn']);
    assert.deepEqual(await titles(`assignee=${few.member.id}`), ['Rubber torn']);
    assert.deepEqual(await titles(`assignee=${few.staff.id}`), []);
    assert.deepEqual(await titles('status=all&assignee=nobody'), ['Lamp replaced']);
  });

  it('is named in the audit log by its title, and a wrong address is refused in plain words', async () => {
    const own = app.newGuild();
    const visitor = await signIn(app, own.admin);
    await app.api(own.id, 'POST', '/records', { kind: 'log', title: 'Lamp replaced' });
    await app.api(own.id, 'POST', '/records/1/close');
    const { text } = await visitor.get(`/guilds/${own.id}/audit`);
    assert.equal(text.match(/<a href="[^"]*\/records\/[\w-]+">Lamp replaced<\/a>/g)?.length, 2, text);
    const missing = await visitor.get(`/guilds/${own.id}/records/9`);
    assert.equal(missing.status, 404);
    assert.match(missing.text, /<code>\/record search<\/code> finds one by words/);
  });

  it('lets staff keep machines and the roster', async () => {
    const sam = await signIn(app, guild.staff);
    const added = await sam.post(`${base}/machines/new`, {
      name: 'Galaxy Runner',
      aliases: 'Galaxy, GR',
      location: 'Bench 2',
    });
    assert.equal(added.status, 303, added.text);
    const machine = added.location ?? '';
    await app.api(guild.id, 'POST', '/records', {
      kind: 'log',
      title: 'Cleaned',
      machine: machine.split('/').at(-1),
    });
    assert.match((await sam.get(`${machine}/archive`)).text, /One record stays/);
    assert.equal((await sam.post(`${machine}/archive`)).status, 303);
    assert.doesNotMatch((await sam.get(`${base}/machines`)).text, /class="title"[^>]*>Galaxy Runner/);
    assert.equal((await sam.post(`${machine}/restore`)).status, 303);
    const taken = await sam.post(`${base}/machines/new`, { name: 'galaxy' });
    assert.equal(taken.status, 409);
    assert.match(taken.text, /goes by that name already/);

    await sam.post(`${base}/maintainers`, { name: 'Maya Okafor', username: '@maya' });
    const [row] = await app.sql`update maintainers set proposed_user_id = ${guild.member.id}
      where guild_id = ${guild.id} returning id`;
    const answer = { discordUserId: guild.member.id, accept: 'yes' };
    assert.match((await sam.get(`${base}/maintainers`)).text, /Is this the same person/);
    assert.equal((await sam.post(`${base}/maintainers/${row?.id}/answer`, answer)).status, 303);
    assert.equal(
      (await sam.post(`${base}/maintainers/${row?.id}/answer`, answer)).status,
      409,
      'answered already',
    );
    const [linked] = await app.sql`select discord_user_id from maintainers where id = ${row?.id}`;
    assert.equal(linked?.discord_user_id, guild.member.id);
    for (const step of ['unlink', 'remove']) {
      assert.equal((await sam.post(`${base}/maintainers/${row?.id}/${step}`)).status, 303, step);
    }
  });
});
