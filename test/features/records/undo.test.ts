import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createTestApp,
  customIds,
  type SeenMessage,
  type TestApp,
  type TestGuild,
} from '../../support/app.ts';
import {
  addToRecords,
  click,
  press,
  recordsOf,
  sayProblem,
  sayThree,
  scriptSuggestions,
  stateOf,
} from './support/review.ts';

const MINUTE_MS = 60_000;

describe('undoing a review', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  /** Saves everything that a message calls for; gives the summary with its Undo button. */
  async function saveAll(guild: TestGuild, target: SeenMessage): Promise<SeenMessage> {
    let message = (await addToRecords(app, guild, guild.member, target)).message;
    for (let left = 5; left > 0 && !message.content.includes('Undo works until'); left--) {
      message = await click(app, guild, guild.member, message, 'Save');
    }
    return message;
  }

  it('A-I4: at 14:59 undo removes all records with what hangs on them and frees the message', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const summary = await saveAll(guild, target);
    assert.equal((await recordsOf(app, guild)).length, 3);
    await app.settle();
    await app.advance(14 * MINUTE_MS + 59_000);
    const undone = await click(app, guild, guild.member, summary, 'Undo');
    assert.match(undone.content, /Undone/);
    assert.match(undone.content, /Removed #1[\s\S]*Removed #2[\s\S]*Removed #3/);
    assert.deepEqual(customIds(undone), []);
    assert.equal((await recordsOf(app, guild)).length, 0);
    assert.equal((await app.sql`select id from record_sources where guild_id = ${guild.id}`).length, 0);
    assert.equal(await stateOf(app, target), 'undone');
    const signals = await app.sql`select data from signals where guild_id = ${guild.id}
      and type = 'record.retracted' order by sequence`;
    assert.deepEqual(
      signals.map(({ data }) => data.record.number),
      [1, 2, 3],
    );
    const audit =
      await app.sql`select before from audit_log where guild_id = ${guild.id} and action = 'records.undo'`;
    assert.equal(audit.length, 3);

    const calls = app.claude.calls.length;
    scriptSuggestions(app, [{ kind: 'problem', title: 'Left flipper stays up', from: target }]);
    const again = (await addToRecords(app, guild, guild.member, target)).message;
    assert.match(again.content, /\*\*1\/1\*\*/);
    assert.equal(app.claude.calls.length, calls + 1);
  });

  it('A-I4: at 15:01 undo refuses in words and nothing changes', async () => {
    const guild = app.newGuild();
    const summary = await saveAll(guild, sayProblem(app, guild));
    await app.advance(15 * MINUTE_MS + 1_000);
    const refused = await click(app, guild, guild.member, summary, 'Undo');
    assert.match(refused.content, /15 minutes only, and those are over\. Nothing was changed/);
    assert.deepEqual(customIds(refused), []);
    assert.equal((await recordsOf(app, guild)).length, 1);
    const signals =
      await app.sql`select id from signals where guild_id = ${guild.id} and type = 'record.retracted'`;
    assert.equal(signals.length, 0);
  });

  it('A-I4: five clicks at once undo once', async () => {
    const guild = app.newGuild();
    const summary = await saveAll(guild, sayProblem(app, guild));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.run(press(guild, guild.member, summary, 'Undo'))),
    );
    for (const { message } of answers) assert.match(message.content, /Undone|This was undone/);
    const signals =
      await app.sql`select id from signals where guild_id = ${guild.id} and type = 'record.retracted'`;
    assert.equal(signals.length, 1);
  });

  it('A-I4: records that people have worked on are named and need a second yes', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const summary = await saveAll(guild, target);
    const [log, problem, part] = await recordsOf(app, guild);
    const closed = await app.api(guild.id, 'POST', `/records/${log?.id}/close`, {});
    assert.equal(closed.status, 200, JSON.stringify(closed.body));
    const said = await app.api(guild.id, 'POST', `/records/${problem?.id}/comments`, { body: 'On it.' });
    assert.equal(said.status, 201, JSON.stringify(said.body));

    const untouched = await click(app, guild, guild.member, summary, 'Undo');
    assert.match(untouched.content, /#1 .*: was closed/);
    assert.match(untouched.content, /#2 .*: has comments/);
    assert.doesNotMatch(untouched.content, /#3/);
    const edited = await app.api(guild.id, 'PATCH', `/records/${part?.id}`, { title: 'Two coil stops' });
    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    const shown = await click(app, guild, guild.member, untouched, 'Keep everything');
    const asked = await click(app, guild, guild.member, shown, 'Undo');
    assert.match(asked.content, /#3 Two coil stops: was changed/);
    assert.equal((await recordsOf(app, guild)).length, 3);
    const kept = await click(app, guild, guild.member, asked, 'Keep everything');
    assert.match(kept.content, /Saved 3 records/);
    const again = await click(app, guild, guild.member, kept, 'Undo');
    const undone = await click(app, guild, guild.member, again, 'Undo anyway');
    assert.match(undone.content, /Undone/);
    assert.equal((await recordsOf(app, guild)).length, 0);
    assert.equal((await app.sql`select id from record_comments where guild_id = ${guild.id}`).length, 0);
  });

  it('A-I4: a record from elsewhere that hangs on an undone one stays and loses only its parent', async () => {
    const guild = app.newGuild();
    const summary = await saveAll(guild, sayProblem(app, guild));
    const [problem] = await recordsOf(app, guild);
    const made = await app.api(guild.id, 'POST', '/records', {
      kind: 'part',
      title: 'Coil stop',
      parent: problem?.id,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const asked = await click(app, guild, guild.member, summary, 'Undo');
    assert.match(asked.content, /another record belongs to it/);
    await click(app, guild, guild.member, asked, 'Undo anyway');
    const rows = await recordsOf(app, guild);
    assert.deepEqual(
      rows.map(({ title, parent_id }) => [title, parent_id]),
      [['Coil stop', null]],
    );
  });
});
