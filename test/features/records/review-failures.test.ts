import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addToRecords,
  click,
  command,
  PROBLEM,
  press,
  recordsOf,
  sayProblem,
  scriptSuggestions,
  stateOf,
} from './support/review.ts';

describe('a review while things fail', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const suggestionsOf = (guild: TestGuild) =>
    app.sql`select id from suggestions where guild_id = ${guild.id}`;

  for (const [what, status, body] of [
    ['429', 429, { message: 'You are being rate limited.', retry_after: 0.2, global: false }],
    ['503', 503, undefined],
  ] as const) {
    it(`A18: Discord answering ${what} while the channel is read delays the review and doubles nothing`, async () => {
      const guild = app.newGuild();
      const target = sayProblem(app, guild);
      const path = `/channels/${guild.channelId}/messages`;
      const headers: Record<string, string> = status === 429 ? { 'retry-after': '0.2' } : {};
      app.discord.control.script({ method: 'GET', path, times: 2, status, body, headers });
      const { message } = await addToRecords(app, guild, guild.member, target);
      assert.match(textOf(message), /Left flipper stays up/);
      assert.equal((await suggestionsOf(guild)).length, 1);
    });
  }

  for (const [code, says] of [
    [50001, /can't read this channel/],
    [10003, /This channel is no longer there/],
    [10008, /message before this one is no longer there/],
  ] as const) {
    it(`A18: a channel that answers ${code} still gives a review of the message itself, and says why`, async () => {
      const guild = app.newGuild();
      const target = sayProblem(app, guild);
      const path = `/channels/${guild.channelId}`;
      const status = code === 50001 ? 403 : 404;
      app.discord.control.script({ method: 'GET', path, times: 0, status, body: { code, message: 'no' } });
      const { message } = await addToRecords(app, guild, guild.member, target);
      app.discord.control.clearScripts();
      assert.match(message.content, says);
      await click(app, guild, guild.member, message, 'Save');
      assert.equal((await recordsOf(app, guild)).length, 1);
    });
  }

  it('A07: a Discord that does not take the answer gets it again, without a second reading', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const calls = app.claude.calls.length;
    app.discord.control.script({ method: 'PATCH', path: '/messages/@original', times: 6, status: 503 });
    const { message } = await addToRecords(app, guild, guild.member, target);
    app.discord.control.clearScripts();
    assert.match(textOf(message), /Left flipper stays up/);
    assert.equal(app.claude.calls.length, calls + 1);
    assert.equal((await suggestionsOf(guild)).length, 1);
  });

  it('A07: when the answer came too late for Discord, running the command again shows the same review', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const calls = app.claude.calls.length;
    app.discord.control.script({
      method: 'PATCH',
      path: '/messages/@original',
      times: 2,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    });
    await addToRecords(app, guild, guild.member, target);
    app.discord.control.clearScripts();
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.match(textOf(message), /Left flipper stays up/);
    assert.equal(app.claude.calls.length, calls + 1);
    assert.equal((await suggestionsOf(guild)).length, 1);
  });

  it('A07: somebody who comes while the message is being read waits and joins', async () => {
    const guild = app.newGuild();
    const target = app.say(guild.channelId, guild.member, PROBLEM);
    await app.sql`insert into analyses (id, guild_id, channel_id, message_id, state, requested_by, requested_by_name,
      interaction_id, created_at) values (gen_random_uuid(), ${guild.id}, ${guild.channelId}, ${target.id}, 'running',
      'user:1', 'Zoe', '1', ${new Date(app.now()).toISOString()})`;
    const started = await app.start(command(guild, guild.member, target.id));
    await eventually('the wait is told', async () => {
      const { original } = app.discord.control.interactionState(started.interactionId);
      return String(original?.content ?? '').includes('Zoe has just started this');
    });
    await app.sql`update analyses set state = 'finished', finished_at = now() where message_id = ${target.id}`;
    const { message } = await app.finish(started);
    assert.match(message.content, /already saved: by Zoe/);
  });

  it('A07: a slow reading that was taken over joins what the other one stored', async () => {
    const guild = app.newGuild();
    const target = app.say(guild.channelId, guild.member, PROBLEM);
    const evidence = [{ field: 'title', message_id: target.id, quote: PROBLEM, seen_in: 'text' }];
    const slow = { kind: 'problem', title: PROBLEM, machine: '', fields: {}, evidence, depends_on: 0 };
    app.claude.script({ delayMs: 1_000, json: { suggestions: [slow] } });
    const calls = app.claude.calls.length;
    const started = await app.start(command(guild, guild.member, target.id));
    await eventually('Claude is asked', () => app.claude.calls.length > calls);
    await app.sql`update analyses set interaction_id = '1', state = 'reviewing', mode = 'model', requested_by = 'user:1',
      requested_by_name = 'Zoe' where message_id = ${target.id}`;
    await app.sql`insert into suggestions (id, guild_id, analysis_id, position, kind, title, fields, state)
      select gen_random_uuid(), guild_id, id, 1, 'log', 'Stored by Zoe', '{}', 'pending' from analyses
      where message_id = ${target.id}`;
    const { message } = await app.finish(started);
    assert.match(textOf(message), /Log entry: Stored by Zoe/);
    assert.match(message.content, /Zoe started this/);
    assert.equal((await suggestionsOf(guild)).length, 1);
  });

  it('A07: a reading that fails for good ends in words and leaves the message free', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    await app.sql`alter table suggestions add constraint broken check (guild_id <> '${app.sql.unsafe(guild.id)}')`;
    const { message } = await addToRecords(app, guild, guild.member, target);
    await app.sql`alter table suggestions drop constraint broken`;
    assert.match(message.content, /Something broke on our side.*reference/);
    assert.equal(await stateOf(app, target), 'failed');
    scriptSuggestions(app, [{ kind: 'problem', title: PROBLEM, from: target }]);
    const again = await addToRecords(app, guild, guild.member, target);
    assert.match(textOf(again.message), /Left flipper stays up/);
  });

  it('A08: a database that fails while a record is saved saves nothing, says so, and the button works again', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const { message } = await addToRecords(app, guild, guild.member, target);
    await app.sql`alter table records add constraint broken check (guild_id <> '${app.sql.unsafe(guild.id)}')`;
    const failed = await app.run(press(guild, guild.member, message, 'Save'));
    await app.sql`alter table records drop constraint broken`;
    assert.match(textOf(failed.message), /Something broke on our side/);
    assert.equal((await recordsOf(app, guild)).length, 0);
    const [row] = await app.sql`select count(*)::int as count from signals where guild_id = ${guild.id}`;
    assert.equal(row?.count, 0);
    const done = await click(app, guild, guild.member, message, 'Save');
    assert.match(done.content, /Saved 1 record/);
  });
});
