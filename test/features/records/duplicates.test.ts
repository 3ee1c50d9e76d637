import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { addToRecords, click, newMachine, recordsOf, scriptSuggestions } from './support/review.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('a record that may exist already', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  async function existing(guild: TestGuild, machine: string, daysAgo = 0): Promise<string> {
    const made = await app.api(guild.id, 'POST', '/records', {
      kind: 'problem',
      title: 'Left flipper stays up after a while',
      machine,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const [record] = await recordsOf(app, guild);
    const at = new Date(app.now() - daysAgo * DAY_MS).toISOString();
    await app.sql`update records set created_at = ${at}, updated_at = ${at} where id = ${record?.id}`;
    return String(record?.id);
  }

  async function review(guild: TestGuild, machine: string, title = 'Left flipper stays up') {
    const target = app.say(guild.channelId, guild.member, `${title} on ${machine}`);
    scriptSuggestions(app, [{ kind: 'problem', title, machine, from: target }]);
    const { message } = await addToRecords(app, guild, guild.member, target);
    return { target, message };
  }

  it('A22: same machine and similar words offer to add to the record that is there', async () => {
    const guild = app.newGuild();
    await newMachine(app, guild, 'Firepower');
    const id = await existing(guild, 'Firepower', 89);
    const { target, message } = await review(guild, 'Firepower');
    assert.match(textOf(message), /Looks like #1/);
    const done = await click(app, guild, guild.member, message, 'Add to #1');
    assert.match(done.content, /Added to #1/);
    assert.equal((await recordsOf(app, guild)).length, 1);
    const [comment] = await app.sql`select body, author from record_comments where record_id = ${id}`;
    assert.deepEqual(comment, { body: 'Left flipper stays up', author: `user:${guild.member.id}` });
    const [source] = await app.sql`select message_id from record_sources where record_id = ${id}`;
    assert.equal(source?.message_id, target.id);
    const [signal] =
      await app.sql`select data from signals where guild_id = ${guild.id} and type = 'record.commented'`;
    assert.equal(signal?.data.record.number, 1);

    const undone = await click(app, guild, guild.member, done, 'Undo');
    assert.match(undone.content, /Took back what was added to #1/);
    assert.equal((await app.sql`select id from record_comments where record_id = ${id}`).length, 0);
    assert.equal((await app.sql`select id from record_sources where record_id = ${id}`).length, 0);
    assert.equal((await recordsOf(app, guild)).length, 1);
  });

  it('A22: Create anyway makes a record of its own', async () => {
    const guild = app.newGuild();
    await newMachine(app, guild, 'Firepower');
    await existing(guild, 'Firepower');
    const { message } = await review(guild, 'Firepower');
    const done = await click(app, guild, guild.member, message, 'Create anyway');
    assert.match(done.content, /Saved 1 record/);
    assert.deepEqual(
      (await recordsOf(app, guild)).map(({ number }) => number),
      [1, 2],
    );
  });

  for (const [why, machine, title, daysAgo] of [
    ['another machine', 'Xenon', 'Left flipper stays up', 0],
    ['other words', 'Firepower', 'Display shows garbage', 0],
    ['91 days ago', 'Firepower', 'Left flipper stays up', 91],
  ] as const) {
    it(`A22: ${why} is not taken for the same`, async () => {
      const guild = app.newGuild();
      await newMachine(app, guild, 'Firepower');
      await newMachine(app, guild, 'Xenon');
      await existing(guild, 'Firepower', daysAgo);
      const { message } = await review(guild, machine, title);
      assert.doesNotMatch(textOf(message), /Looks like/);
      await click(app, guild, guild.member, message, 'Save');
    });
  }

  it("A22: another server's record is never offered, not even without any machine", async () => {
    const same = 'Left flipper stays up';
    for (const guild of [app.newGuild(), app.newGuild()]) {
      const target = app.say(guild.channelId, guild.member, same);
      scriptSuggestions(app, [{ kind: 'problem', title: same, from: target }]);
      const { message } = await addToRecords(app, guild, guild.member, target);
      assert.doesNotMatch(textOf(message), /Looks like/);
      await click(app, guild, guild.member, message, 'Save');
    }
  });
});
