import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { auditOf, press, seen, signalsOf, slash } from './support/life.ts';

describe('the roster of maintainers', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const rows = (guild: TestGuild) =>
    app.sql`select name, username, discord_user_id, proposed_user_id, refused_user_ids
      from maintainers where guild_id = ${guild.id} order by name`;
  const settings = (guild: TestGuild, values: Record<string, unknown>) =>
    app.api(guild.id, 'PATCH', '/settings/records', { values });

  it('is kept by staff: added, linked, unlinked, removed, with an audit row each', async () => {
    const guild = app.newGuild();
    await seen(app, guild, guild.admin, 'maintainer/add', {
      name: 'Sam Fixit',
      username: `@${guild.staff.username}`,
    });
    await seen(app, guild, guild.admin, 'maintainer/link', { maintainer: 'fixit', account: guild.staff.id });
    assert.equal((await rows(guild))[0]?.discord_user_id, guild.staff.id);
    const list = textOf(await seen(app, guild, guild.member, 'maintainer/list'));
    assert.match(list, new RegExp(`Sam Fixit\\*\\* · <@${guild.staff.id}>`));
    await seen(app, guild, guild.admin, 'maintainer/unlink', { maintainer: 'Sam Fixit' });
    assert.equal((await rows(guild))[0]?.discord_user_id, null);
    await seen(app, guild, guild.admin, 'maintainer/remove', { maintainer: 'Sam Fixit' });
    assert.deepEqual(await rows(guild), []);
    assert.deepEqual(
      (await auditOf(app, guild)).map(({ action }) => action),
      [
        'records.add-maintainer',
        'records.link-maintainer',
        'records.unlink-maintainer',
        'records.remove-maintainer',
      ],
    );
    assert.deepEqual(await signalsOf(app, guild), [
      'maintainer.added',
      'maintainer.linked',
      'maintainer.unlinked',
      'maintainer.removed',
    ]);
    assert.match(
      (await seen(app, guild, guild.member, 'maintainer/add', { name: 'Me' })).content,
      /Only staff/,
    );
  });

  it('links one Discord account with one maintainer', async () => {
    const guild = app.newGuild();
    for (const name of ['Ann', 'Bob']) await seen(app, guild, guild.admin, 'maintainer/add', { name });
    const link = (maintainer: string) =>
      seen(app, guild, guild.admin, 'maintainer/link', { maintainer, account: guild.member.id });
    assert.match((await link('Ann')).content, /\*\*Ann\*\* is/);
    assert.match((await link('Bob')).content, /another maintainer already/);
    assert.deepEqual(
      (await rows(guild)).map((row) => row.discord_user_id),
      [guild.member.id, null],
    );
  });

  it('A09: who wrote under a username of the roster is proposed, and linked only after a yes', async () => {
    const guild = app.newGuild();
    await seen(app, guild, guild.admin, 'maintainer/add', {
      name: 'M. Smith',
      username: guild.member.username,
    });
    const wizard = await analyse(guild);
    assert.match(textOf(wizard), new RegExp(`Is <@${guild.member.id}> the maintainer M\\. Smith\\?`));
    assert.deepEqual((await rows(guild))[0], {
      name: 'M. Smith',
      username: guild.member.username.toLowerCase(),
      discord_user_id: null,
      proposed_user_id: guild.member.id,
      refused_user_ids: [],
    });
    const { message } = await slash(app, guild, guild.admin, 'maintainer/list');
    assert.match(textOf(message), /maybe <@\d+>, waiting for a yes or no/);
    const own = await slash(app, guild, guild.member, 'maintainer/list');
    const denied = await press(app, guild, guild.member, own.message, 'Yes');
    assert.match(String((denied.first.data as { content?: string }).content), /Only staff/);
    assert.equal((await rows(guild))[0]?.discord_user_id, null);
    const answered = await press(app, guild, guild.admin, message, 'Yes');
    assert.match(answered.message.content, new RegExp(`M\\. Smith\\*\\* is <@${guild.member.id}>`));
    assert.equal((await rows(guild))[0]?.discord_user_id, guild.member.id);
    assert.deepEqual((await auditOf(app, guild)).slice(-1)[0]?.action, 'records.accept-link');
  });

  it('A09: a refused match does not come back', async () => {
    const guild = app.newGuild();
    await seen(app, guild, guild.admin, 'maintainer/add', {
      name: 'M. Smith',
      username: guild.member.username,
    });
    await analyse(guild);
    const { message } = await slash(app, guild, guild.admin, 'maintainer/list');
    await press(app, guild, guild.admin, message, 'No');
    await analyse(guild);
    const [row] = await rows(guild);
    assert.equal(row?.proposed_user_id, null);
    assert.equal(row?.discord_user_id, null);
    assert.deepEqual(row?.refused_user_ids, [guild.member.id]);
  });

  it('A09: auto links at once, but only because the setting says so', async () => {
    const guild = app.newGuild();
    await settings(guild, { maintainerLinks: 'auto' });
    await seen(app, guild, guild.admin, 'maintainer/add', {
      name: 'M. Smith',
      username: guild.member.username,
    });
    await analyse(guild);
    const [row] = await rows(guild);
    assert.equal(row?.discord_user_id, guild.member.id);
    assert.equal(row?.proposed_user_id, null);
    await settings(guild, { maintainerLinks: 'off' });
    await seen(app, guild, guild.admin, 'maintainer/add', {
      name: 'S. Jones',
      username: guild.staff.username,
    });
    await analyse(guild, guild.staff);
    assert.equal((await rows(guild))[1]?.proposed_user_id, null);
  });

  it('A09: a name that is only shown never links, not even with auto', async () => {
    const guild = app.newGuild();
    await settings(guild, { maintainerLinks: 'auto' });
    await seen(app, guild, guild.admin, 'maintainer/add', { name: 'Maya', username: 'maya' });
    await analyse(guild);
    const [row] = await rows(guild);
    assert.equal(row?.discord_user_id, null);
    assert.equal(row?.proposed_user_id, null);
  });

  /** Somebody writes, and the message is read for records. */
  async function analyse(guild: TestGuild, author = guild.member) {
    const target = app.say(guild.channelId, author, `Replaced the rubber ring, ${Math.random()}`);
    const { message } = await app.run({
      type: 'message-command',
      userId: author.id,
      channelId: guild.channelId,
      commandName: 'Add to records',
      targetId: target.id,
    });
    await app.settle();
    return message;
  }
});
