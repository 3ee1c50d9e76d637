import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, customIds, type TestApp, textOf } from '../../support/app.ts';
import {
  addToRecords,
  click,
  command,
  LOG,
  newMachine,
  openModal,
  PART,
  PROBLEM,
  prefilled,
  press,
  recordsOf,
  sayProblem,
  sayThree,
  scriptSuggestions,
  setSettings,
  stateOf,
  submit,
} from './support/review.ts';

describe('reviewing what a message calls for', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('A01: the command on a message is deferred at once and only its person sees it', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const started = await app.start(command(guild, guild.member, target.id));
    assert.deepEqual(started.first, { type: 5, data: { flags: 64 } });
    assert.ok(started.latencyMs < 3_000);
    const { message } = await app.finish(started);
    assert.match(textOf(message), /Left flipper stays up/);
  });

  it('A05: the wizard shows one suggestion after the other, and only confirmed ones exist in the end', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const first = (await addToRecords(app, guild, guild.member, target)).message;
    assert.match(first.content, /\*\*1\/3\*\*/);
    assert.match(textOf(first), /Log entry: Cleaned the playfield/);
    assert.match(textOf(first), new RegExp(`channels/${guild.id}/${guild.channelId}/${target.id}`));
    assert.equal((await recordsOf(app, guild)).length, 0);

    const second = await click(app, guild, guild.member, first, 'Skip');
    assert.match(second.content, /\*\*2\/3\*\*/);
    assert.match(second.content, /Skipped “Cleaned the playfield/);
    const third = await click(app, guild, guild.member, second, 'Save');
    assert.match(third.content, /Saved as \[#1\]/);
    assert.match(third.content, /\*\*3\/3\*\*/);
    const done = await click(app, guild, guild.member, third, 'Skip');
    assert.match(done.content, /Saved 1 record/);
    assert.deepEqual(
      (await recordsOf(app, guild)).map((row) => [row.kind, row.title, row.status, row.origin]),
      [['problem', PROBLEM, 'open', 'discord']],
    );
    assert.equal(await stateOf(app, target), 'finished');
  });

  it('A05: Edit opens a prefilled form, and what was changed is marked and loses its quote', async () => {
    const guild = app.newGuild();
    const machine = await newMachine(app, guild, 'Firepower');
    await newMachine(app, guild, 'Xenon');
    const target = app.say(guild.channelId, guild.member, 'Firepower: Left flipper stays up');
    scriptSuggestions(app, [{ kind: 'problem', title: PROBLEM, machine: 'Firepower', from: target }]);
    const wizard = (await addToRecords(app, guild, guild.member, target)).message;
    assert.match(textOf(wizard), /\*\*Title:\*\* “Left flipper stays up”/);

    const modal = await openModal(app, guild, guild.member, wizard, 'Edit');
    assert.ok(modal.components.length <= 5);
    const values = Object.fromEntries(
      modal.components.map(({ component }) => [component.custom_id, prefilled(component)]),
    );
    assert.equal(values.title, PROBLEM);
    assert.deepEqual(values.machine, [machine]);

    const redrawn = await submit(app, guild, guild.member, modal, {
      title: 'Right flipper stays up',
      priority: ['high'],
    });
    const text = textOf(redrawn);
    assert.match(text, /Problem report: Right flipper stays up/);
    assert.match(text, /\*\*Title:\*\* edited by you/);
    assert.match(text, /\*\*Priority:\*\* edited by you/);
    assert.doesNotMatch(text, /\*\*Title:\*\* “/);
    assert.match(text, /\*\*Machine:\*\* “Firepower”/);
    await click(app, guild, guild.member, redrawn, 'Save');
    const [record] = await recordsOf(app, guild);
    assert.deepEqual(
      [record?.title, record?.machine_id, record?.fields],
      ['Right flipper stays up', machine, { priority: 'high' }],
    );
  });

  it('A05: what somebody else changed after the buttons were drawn is shown before it is saved', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const mine = (await addToRecords(app, guild, guild.member, target)).message;
    const theirs = (await addToRecords(app, guild, guild.staff, target)).message;
    const modal = await openModal(app, guild, guild.staff, theirs, 'Edit');
    await submit(app, guild, guild.staff, modal, { title: 'Right flipper stays up' });
    const again = await click(app, guild, guild.member, mine, 'Save');
    assert.match(again.content, /Look at it again/);
    assert.match(textOf(again), /Right flipper stays up/);
    assert.match(textOf(again), /edited by Sam/);
    assert.equal((await recordsOf(app, guild)).length, 0);
    const done = await click(app, guild, guild.member, again, 'Save');
    assert.match(done.content, /Saved 1 record/);
  });

  it('A06: two confirmed and one skipped make two records with their sources and a summary that links both', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const first = (await addToRecords(app, guild, guild.member, target)).message;
    const second = await click(app, guild, guild.member, first, 'Skip');
    const third = await click(app, guild, guild.member, second, 'Save');
    const done = await click(app, guild, guild.member, third, 'Save');
    assert.match(done.content, /Saved 2 records/);
    const link = `https://discord.com/channels/${guild.id}/${guild.channelId}/${target.id}`;
    assert.ok(done.content.includes(`[#1](${link})`) && done.content.includes(`[#2](${link})`), done.content);
    const rows = await recordsOf(app, guild);
    assert.deepEqual(
      rows.map((row) => [row.number, row.channel_id, row.message_id, row.created_by]),
      [1, 2].map((number) => [number, guild.channelId, target.id, `user:${guild.member.id}`]),
    );
    const sources =
      await app.sql`select record_id, message_id, channel_id, excerpt, author_id from record_sources
      where guild_id = ${guild.id}`;
    assert.equal(sources.length, 2);
    assert.ok(sources.every((row) => row.message_id === target.id && row.author_id === guild.member.id));
    await app.settle();
    const signals =
      await app.sql`select data from signals where guild_id = ${guild.id} and type = 'record.created'
      order by sequence`;
    assert.deepEqual(
      signals.map(({ data }) => data.record.number),
      [1, 2],
    );
    const audit = await app.sql`select action from audit_log where guild_id = ${guild.id}
      and action = 'records.create'`;
    assert.equal(audit.length, 2);
  });

  it('A07: a message that is saved already is not read again; the answer links its first record', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const wizard = (await addToRecords(app, guild, guild.member, target)).message;
    await click(app, guild, guild.member, wizard, 'Save');
    const calls = app.claude.calls.length;
    const { message } = await addToRecords(app, guild, guild.staff, target);
    assert.match(message.content, /already saved: by Maya/);
    assert.match(message.content, /\[#1\]\(https:/);
    assert.equal(app.claude.calls.length, calls);
    assert.equal((await recordsOf(app, guild)).length, 1);
  });

  it('A07: several people at once have the message read once and get the same review', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const calls = app.claude.calls.length;
    const answers = await Promise.all([
      addToRecords(app, guild, guild.member, target),
      addToRecords(app, guild, guild.staff, target),
      addToRecords(app, guild, guild.admin, target),
    ]);
    assert.equal(app.claude.calls.length, calls + 1);
    for (const { message } of answers) assert.match(textOf(message), /Problem report: Left flipper/);
    assert.equal(answers.filter(({ message }) => message.content.includes('started this')).length, 2);
    const rows = await app.sql`select id from analyses where message_id = ${target.id}`;
    assert.equal(rows.length, 1);
  });

  it('A07: a reading that was cut off is taken over after five minutes', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    await app.sql`insert into analyses (id, guild_id, channel_id, message_id, state, requested_by, requested_by_name,
      interaction_id, created_at) values (gen_random_uuid(), ${guild.id}, ${guild.channelId}, ${target.id}, 'running',
      'user:1', 'Zoe', '1', ${new Date(app.now() - 5 * 60_000 - 1_000).toISOString()})`;
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.match(textOf(message), /Left flipper stays up/);
  });

  it('A08: of two people who confirm at once one makes the record and the other learns who did', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const [mine, theirs] = await Promise.all([
      addToRecords(app, guild, guild.member, target),
      addToRecords(app, guild, guild.staff, target),
    ]);
    const outcomes = await Promise.all([
      app.run(press(guild, guild.member, mine.message, 'Save')),
      app.run(press(guild, guild.staff, theirs.message, 'Save')),
    ]);
    const texts = outcomes.map(({ message }) => message.content);
    assert.equal((await recordsOf(app, guild)).length, 1);
    assert.equal(
      texts.filter((text) => text.includes('Saved 1 record') && !text.includes('already')).length,
      1,
      texts.join('\n---\n'),
    );
    assert.equal(texts.filter((text) => /(Sam|Maya) already saved this as \[#1\]/.test(text)).length, 1);
    const [{ count } = { count: -1 }] = await app.sql`select count(*)::int as count from signals
      where guild_id = ${guild.id} and type = 'record.created'`;
    assert.equal(count, 1);
  });

  it('A08: while more suggestions wait, the loser of a race is told and goes on with the next one', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const mine = (await addToRecords(app, guild, guild.member, target)).message;
    const theirs = (await addToRecords(app, guild, guild.staff, target)).message;
    const outcomes = await Promise.all([
      app.run(press(guild, guild.member, mine, 'Save')),
      app.run(press(guild, guild.staff, theirs, 'Save')),
    ]);
    const texts = outcomes.map(({ message }) => message.content);
    assert.equal((await recordsOf(app, guild)).length, 1);
    assert.equal(texts.filter((text) => text.includes('✅ Saved as [#1]')).length, 1, texts.join('\n---\n'));
    assert.equal(texts.filter((text) => /(Sam|Maya) already saved this as \[#1\]/.test(text)).length, 1);
    assert.ok(texts.every((text) => text.includes('**2/3**')));
  });

  it('A08: ten clicks at once on Save and Skip decide once', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const { message } = await addToRecords(app, guild, guild.member, target);
    const clicks = Array.from({ length: 10 }, (_, index) =>
      app.run(press(guild, guild.member, message, index % 2 === 0 ? 'Save' : 'Skip')),
    );
    const answers = await Promise.all(clicks);
    assert.ok(answers.every((answer) => answer.message.content !== ''));
    const decided = await app.sql`select action from audit_log where guild_id = ${guild.id}
      and action in ('records.create', 'records.skip')`;
    assert.equal(decided.length, 1);
    assert.ok((await recordsOf(app, guild)).length <= 1);
  });

  it('A10: switched off, the command says so and who can change it, and Claude is not asked', async () => {
    const guild = app.newGuild();
    await setSettings(app, guild, { inbound: false });
    const target = app.say(guild.channelId, guild.member, PROBLEM);
    const calls = app.claude.calls.length;
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.match(message.content, /switched off in this server\. An admin can switch it on/);
    assert.equal(app.claude.calls.length, calls);
    assert.equal((await app.sql`select id from analyses where guild_id = ${guild.id}`).length, 0);
  });

  it('A18: without a gateway, interactions alone bring a message to its record', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const wizard = (await addToRecords(app, guild, guild.member, target)).message;
    await click(app, guild, guild.member, wizard, 'Save');
    assert.equal((await recordsOf(app, guild)).length, 1);
    assert.equal(app.discord.control.calls({ path: '/gateway' }).length, 0);
  });

  it('A21: skipping the parent skips its child and says so', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const first = (await addToRecords(app, guild, guild.member, target)).message;
    const second = await click(app, guild, guild.member, first, 'Save');
    const done = await click(app, guild, guild.member, second, 'Skip');
    assert.match(done.content, /Also skipped the part request “Need a coil stop”/);
    assert.match(done.content, /Saved 1 record/);
    assert.deepEqual(
      (await recordsOf(app, guild)).map(({ title }) => title),
      [LOG],
    );
  });

  it('A21: confirming the child keeps the link to its parent', async () => {
    const guild = app.newGuild();
    const target = sayThree(app, guild);
    const first = (await addToRecords(app, guild, guild.member, target)).message;
    const second = await click(app, guild, guild.member, first, 'Skip');
    const third = await click(app, guild, guild.member, second, 'Save');
    assert.match(textOf(third), /Belongs to\n\[#1\]/);
    await click(app, guild, guild.member, third, 'Save');
    const [problem, part] = await recordsOf(app, guild);
    assert.deepEqual([problem?.title, part?.title], [PROBLEM, PART]);
    assert.equal(part?.parent_id, problem?.id);
  });

  it('frees the message when everything was skipped', async () => {
    const guild = app.newGuild();
    const target = sayProblem(app, guild);
    const wizard = (await addToRecords(app, guild, guild.member, target)).message;
    const done = await click(app, guild, guild.member, wizard, 'Skip');
    assert.match(done.content, /Nothing was saved\. The message is free/);
    assert.deepEqual(customIds(done), []);
    scriptSuggestions(app, [{ kind: 'problem', title: PROBLEM, from: target }]);
    const again = (await addToRecords(app, guild, guild.member, target)).message;
    assert.match(again.content, /\*\*1\/1\*\*/);
  });

  it("does not know another server's review", async () => {
    const guild = app.newGuild();
    const other = app.newGuild();
    const target = sayProblem(app, guild);
    const wizard = (await addToRecords(app, guild, guild.member, target)).message;
    const button = app.say(other.channelId, { id: app.discord.state.data.botId }, 'x', {
      components: wizard.components,
    });
    const answer = await app.run(press(other, other.admin, button, 'Save'));
    assert.match(answer.message.content, /not found in this server/);
    assert.equal((await app.sql`select id from records where message_id = ${target.id}`).length, 0);
  });

  it('shows what people wrote without its formatting and without pings', async () => {
    const guild = app.newGuild();
    const title = '**Boom** @everyone [x](https://evil.example) stays up';
    const target = sayProblem(app, guild, title);
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.ok(!textOf(message).includes('@everyone'));
    assert.ok(!textOf(message).includes('[x](https'));
    const done = await click(app, guild, guild.member, message, 'Save');
    assert.ok(!done.content.includes('@everyone') && !done.content.includes('[x](https'), done.content);
  });
});
