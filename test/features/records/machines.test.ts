import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { auditOf, choices, press, seen, signalsOf, slash } from './support/life.ts';

describe('machines in Discord', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const add = (guild: TestGuild, name: string, more: Record<string, unknown> = {}) =>
    seen(app, guild, guild.admin, 'machine/add', { name, ...more });

  it('are added with other names and a place, shown, listed and found by any of their names', async () => {
    const guild = app.newGuild();
    assert.match(
      (await add(guild, 'Medieval Madness', { aliases: 'MM, Castle', location: 'Hall 2' })).content,
      /Added/,
    );
    await add(guild, 'Firepower');
    const shown = await seen(app, guild, guild.member, 'machine/show', { machine: 'mm' });
    assert.match(textOf(shown), /Medieval Madness[\s\S]*Hall 2[\s\S]*MM, Castle/);
    const list = textOf(await seen(app, guild, guild.member, 'machine/list'));
    assert.match(list, /\*\*Firepower\*\*\n\*\*Medieval Madness\*\* · Hall 2/);
    const offered = await choices(app, guild, guild.member, 'machine/show', 'machine', { machine: 'cast' });
    assert.deepEqual(
      offered.map(({ name }) => name),
      ['Medieval Madness · Hall 2'],
    );
    await app.settle();
    assert.deepEqual(await signalsOf(app, guild), ['machine.added', 'machine.added']);
    assert.deepEqual(
      (await auditOf(app, guild)).map(({ action }) => action),
      ['records.add-machine', 'records.add-machine'],
    );
  });

  it('never share a name, whatever its case, nor an alias', async () => {
    const guild = app.newGuild();
    await add(guild, 'Xenon', { aliases: 'XE' });
    assert.match((await add(guild, 'xenon')).content, /goes by that name already/);
    assert.match((await add(guild, 'xe')).content, /goes by that name already/);
    assert.match((await add(guild, 'Gorgar', { aliases: 'Xenon' })).content, /goes by that name already/);
    const answers = await Promise.all([1, 2, 3].map(() => add(guild, 'Gorgar')));
    assert.equal(answers.filter(({ content }) => content.startsWith('Added')).length, 1);
    const [row] = await app.sql`select count(*)::int as count from machines where guild_id = ${guild.id}`;
    assert.equal(row?.count, 2);
  });

  it('are the same in another guild without a clash, and are not found from there', async () => {
    const [one, other] = [app.newGuild(), app.newGuild()];
    await add(one, 'Xenon');
    assert.match((await add(other, 'Xenon')).content, /Added/);
    await add(one, 'Gorgar');
    assert.match(
      (await seen(app, other, other.admin, 'machine/show', { machine: 'Gorgar' })).content,
      /no machine/,
    );
    const [row] = await app.sql`select id from machines where guild_id = ${one.id} and name = 'Gorgar'`;
    const byId = await seen(app, other, other.admin, 'machine/show', { machine: String(row?.id) });
    assert.match(byId.content, /no such machine/);
  });

  it('are renamed, and their records follow', async () => {
    const guild = app.newGuild();
    await add(guild, 'Medevil Madness');
    await app.api(guild.id, 'POST', '/records', {
      kind: 'log',
      title: 'Cleaned',
      machine: 'Medevil Madness',
    });
    await seen(app, guild, guild.admin, 'machine/rename', {
      machine: 'Medevil Madness',
      name: 'Medieval Madness',
    });
    const record = await seen(app, guild, guild.member, 'record/show', { record: '1' });
    assert.match(textOf(record), /Medieval Madness/);
    const nothing = await seen(app, guild, guild.admin, 'machine/rename', { machine: 'Medieval Madness' });
    assert.match(nothing.content, /Say what should change/);
  });

  it('are archived after a look at what points to them, and can be brought back', async () => {
    const guild = app.newGuild();
    await add(guild, 'Gorgar');
    for (const title of ['One', 'Two']) {
      await app.api(guild.id, 'POST', '/records', { kind: 'problem', title, machine: 'Gorgar' });
    }
    const preview = await slash(app, guild, guild.admin, 'machine/archive', { machine: 'Gorgar' });
    assert.match(preview.message.content, /2 open records point to it and stay open/);
    const archivedAt = async () =>
      (await app.sql`select archived_at from machines where guild_id = ${guild.id}`)[0]?.archived_at;
    assert.equal(await archivedAt(), null);
    const done = await press(app, guild, guild.admin, preview.message, 'Archive');
    assert.notEqual(await archivedAt(), null);
    assert.match(textOf(done.message), /Gorgar \(archived\)[\s\S]*2 open/);
    assert.deepEqual(
      await choices(app, guild, guild.member, 'record/create', 'machine', { kind: 'log', machine: 'gor' }),
      [],
    );
    const refused = await seen(app, guild, guild.member, 'record/create', {
      kind: 'log',
      title: 'Waxed',
      machine: 'Gorgar',
    });
    assert.match(refused.content, /archived/);
    await press(app, guild, guild.admin, done.message, 'Bring back');
    assert.equal(await archivedAt(), null);
  });

  it('are changed by staff only', async () => {
    const guild = app.newGuild();
    const refused = await seen(app, guild, guild.member, 'machine/add', { name: 'Mine' });
    assert.match(refused.content, /Only staff/);
    assert.deepEqual(await app.sql`select id from machines where guild_id = ${guild.id}`, []);
  });
});
