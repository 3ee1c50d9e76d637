import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { auditOf, choices, modalOf, press, seen, signalsOf, slash, submit } from './support/life.ts';
import { sayProblem } from './support/review.ts';

describe('the life of a record in Discord', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const problem = (guild: TestGuild, title: string, more: Record<string, unknown> = {}) =>
    app.api(guild.id, 'POST', '/records', { kind: 'problem', title, ...more });

  it('A23: a problem report is made, commented, assigned, edited, closed and reopened by commands', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'POST', '/machines', { name: 'Firepower', aliases: ['FP'] });
    const form = await slash(app, guild, guild.member, 'record/create', { kind: 'problem' });
    assert.deepEqual(
      modalOf(form).components.map(({ label }) => label),
      ['Title', 'Machine', 'Details', 'Priority'],
    );
    const made = (
      await submit(app, guild, guild.member, form, {
        title: 'Left flipper  stays up',
        machine: 'fp',
        details: 'After five minutes.',
        priority: ['high'],
      })
    ).message;
    assert.match(made.content, /^Saved as #1\.$/);
    assert.match(textOf(made), /Problem report #1: Left flipper stays up/);
    assert.match(textOf(made), /Firepower/);
    assert.match(textOf(made), /high/);

    const commented = await seen(app, guild, guild.staff, 'record/comment', {
      record: '1',
      text: 'Coil stop worn.',
    });
    assert.match(textOf(commented), /\*\*Sam\*\* .*Coil stop worn\./);
    const assigned = await seen(app, guild, guild.staff, 'record/assign', { record: '#1' });
    assert.match(assigned.content, new RegExp(`assigned to <@${guild.staff.id}>`));
    const edit = await slash(app, guild, guild.staff, 'record/edit', { record: 'flipper' });
    assert.equal(modalOf(edit).components[0]?.component.value, 'Left flipper stays up');
    const edited = (
      await submit(app, guild, guild.staff, edit, {
        title: 'Left flipper sticks',
        machine: 'Firepower',
        details: '',
        priority: ['-'],
      })
    ).message;
    assert.match(textOf(edited), /Left flipper sticks/);
    assert.doesNotMatch(textOf(edited), /After five minutes|high/);

    const closed = await seen(app, guild, guild.staff, 'record/close', {
      record: '1',
      reason: 'New coil stop.',
    });
    assert.match(closed.content, /Closed #1/);
    assert.match(textOf(closed), /New coil stop\./);
    const again = await seen(app, guild, guild.member, 'record/close', { record: '1' });
    assert.match(again.content, /already closed/);
    const reopened = await seen(app, guild, guild.member, 'record/reopen', { record: '1' });
    assert.match(reopened.content, /#1 is open again/);

    await app.settle();
    const [row] = await app.sql`select * from records where guild_id = ${guild.id}`;
    assert.equal(row?.status, 'open');
    assert.equal(row?.closed_at, null);
    assert.equal(row?.assignee_id, guild.staff.id);
    assert.deepEqual(row?.fields, {});
    assert.equal(row?.created_by, `user:${guild.member.id}`);
    assert.equal(row?.origin, 'discord');
    assert.deepEqual((await signalsOf(app, guild)).slice(1), [
      'record.created',
      'record.commented',
      'record.assigned',
      'record.updated',
      'record.closed',
      'record.reopened',
    ]);
    const audit = (await auditOf(app, guild)).slice(1);
    assert.deepEqual(
      audit.map(({ action, actor, source }) => [action, actor, source]),
      [
        ['records.create', `user:${guild.member.id}`, 'discord'],
        ['records.comment', `user:${guild.staff.id}`, 'discord'],
        ['records.assign', `user:${guild.staff.id}`, 'discord'],
        ['records.edit', `user:${guild.staff.id}`, 'discord'],
        ['records.close', `user:${guild.staff.id}`, 'discord'],
        ['records.reopen', `user:${guild.member.id}`, 'discord'],
      ],
    );
  });

  it('A23: the same life goes by the buttons below the record', async () => {
    const guild = app.newGuild();
    await problem(guild, 'Display flickers');
    let { message } = await slash(app, guild, guild.member, 'record/show', { record: '1' });
    message = (await press(app, guild, guild.member, message, 'Assign to me')).message;
    assert.match(textOf(message), new RegExp(`<@${guild.member.id}>`));
    const comment = await press(app, guild, guild.member, message, 'Comment');
    message = (await submit(app, guild, guild.member, comment, { body: 'Cable is loose.' }, message)).message;
    assert.match(textOf(message), /Cable is loose\./);
    const close = await press(app, guild, guild.member, message, 'Close');
    message = (await submit(app, guild, guild.member, close, { reason: 'Plugged in.' }, message)).message;
    assert.match(textOf(message), /Closed <t:\d+:R>/);
    assert.match(textOf(message), /Plugged in\./);
    const reopen = await press(app, guild, guild.member, message, 'Reopen');
    message = (await submit(app, guild, guild.member, reopen, { reason: '' }, message)).message;
    assert.match(textOf(message), /Status\nOpen/);
    const [row] = await app.sql`select status, assignee_id from records where guild_id = ${guild.id}`;
    assert.deepEqual(row, { status: 'open', assignee_id: guild.member.id });
  });

  it('lets exactly one of two people close a record; the other is told', async () => {
    const guild = app.newGuild();
    await problem(guild, 'Plunger sticks');
    const answers = await Promise.all(
      [guild.staff, guild.member].map((person) => seen(app, guild, person, 'record/close', { record: '1' })),
    );
    const said = answers.map(({ content }) => content).sort();
    assert.match(said[0] ?? '', /^Closed #1\.$/);
    assert.match(said[1] ?? '', /already closed|Somebody else changed this/);
    assert.equal((await signalsOf(app, guild)).filter((type) => type === 'record.closed').length, 1);
  });

  it('offers open records first while typing, by words and by number, and never more than 25', async () => {
    const guild = app.newGuild();
    for (let i = 1; i <= 27; i++) await problem(guild, `Lamp ${i} is dark`);
    await app.api(guild.id, 'POST', '/records/27/close', {});
    const options = (record: string) => ({ record });
    const all = await choices(app, guild, guild.member, 'record/close', 'record', options(''));
    assert.equal(all.length, 25);
    assert.equal(all[0]?.value, '26');
    const words = await choices(app, guild, guild.member, 'record/close', 'record', options('lamp dark 27'));
    assert.deepEqual(words, [{ name: '#27 ⚠️ Lamp 27 is dark · closed', value: '27' }]);
    const number = await choices(app, guild, guild.member, 'record/close', 'record', options('#3'));
    assert.equal(number[0]?.value, '3');
    assert.deepEqual(await choices(app, guild, guild.member, 'record/close', 'record', options('100%')), []);
  });

  it('pages through the list and keeps its filters', async () => {
    const guild = app.newGuild();
    const machine = (await app.api(guild.id, 'POST', '/machines', { name: 'Xenon' })).body;
    for (let i = 1; i <= 23; i++) {
      await problem(guild, `Problem ${i}`, i % 2 === 1 ? { machine: machine.id } : {});
    }
    await app.api(guild.id, 'POST', '/records/1/close', {});
    let { message } = await slash(app, guild, guild.member, 'record/list', { machine: machine.id });
    const numbers = () =>
      [...textOf(message).matchAll(/\*\*#(\d+)\*\*/g)].map(([, number]) => Number(number));
    assert.deepEqual(numbers(), [23, 21, 19, 17, 15, 13, 11, 9, 7, 5]);
    message = (await press(app, guild, guild.member, message, 'Older')).message;
    assert.deepEqual(numbers(), [3]);
    assert.doesNotMatch(JSON.stringify(message.components), /Older/);
    message = (await press(app, guild, guild.member, message, 'Newer')).message;
    assert.deepEqual(numbers(), [23, 21, 19, 17, 15, 13, 11, 9, 7, 5]);
    assert.doesNotMatch(JSON.stringify(message.components), /Newer/);
    message = (await slash(app, guild, guild.member, 'record/list', { status: 'closed' })).message;
    assert.deepEqual(numbers(), [1]);
    message = (await slash(app, guild, guild.member, 'record/search', { words: 'problem 22' })).message;
    assert.deepEqual(numbers(), [22]);
    message = (await slash(app, guild, guild.member, 'record/search', { words: '_' })).message;
    assert.match(message.content, /Nothing found/);
  });

  it('shows what people wrote as they wrote it, and pings nobody', async () => {
    const guild = app.newGuild();
    const title = '@everyone **bold** [click](https://evil.example) <@1000000000000000001>';
    await problem(guild, title);
    const { message } = await slash(app, guild, guild.member, 'record/show', { record: '1' });
    const shown = message.embeds[0]?.title ?? '';
    assert.doesNotMatch(shown, /@everyone|<@1|[^\\]\*\*|\]\(/);
    const calls = app.discord.control.calls({}).filter(({ path }) => path.includes('@original'));
    assert.ok(calls.length > 0);
  });

  it('fits the longest texts into what Discord takes', async () => {
    const guild = app.newGuild();
    const machine = '`'.repeat(80);
    await app.api(guild.id, 'POST', '/machines', { name: machine });
    for (let i = 0; i < 11; i++) {
      await problem(guild, `a${'*'.repeat(99)}`, { machine, fields: { details: '_'.repeat(1_000) } });
    }
    for (let i = 0; i < 6; i++) {
      await app.api(guild.id, 'POST', '/records/1/comments', { body: '|'.repeat(1_000) });
    }
    const shown = await seen(app, guild, guild.member, 'record/show', { record: '1' });
    assert.match(textOf(shown), /Comments \(\d of 6\)/);
    for (const [name, options] of [
      ['record/list', {}],
      ['record/search', { words: 'a***' }],
      ['machine/show', { machine }],
      ['machine/list', {}],
    ] as const) {
      assert.ok((await seen(app, guild, guild.member, name, options)).embeds.length > 0, name);
    }
    const unassigned = await seen(app, guild, guild.member, 'record/assign', { record: '1', nobody: true });
    assert.match(unassigned.content, /assigned to nobody/);
  });

  it('keeps what was typed when the machine is unknown, and says so', async () => {
    const guild = app.newGuild();
    const form = await slash(app, guild, guild.member, 'record/create', { kind: 'log' });
    const { message } = await submit(app, guild, guild.member, form, {
      title: 'Cleaned the glass',
      machine: 'No such thing',
      details: 'All of it.',
      worker: '',
    });
    assert.match(message.content, /Saved as #1\. No single machine is called “No such thing”/);
    assert.match(textOf(message), /All of it\./);
  });

  it('hangs a part request on a problem report, and on nothing else', async () => {
    const guild = app.newGuild();
    await problem(guild, 'Coil burnt');
    const made = await seen(app, guild, guild.member, 'record/create', {
      kind: 'part',
      title: 'Coil FL-11630',
      part_of: '1',
    });
    assert.match(textOf(made), /Belongs to\n⚠️ \*\*#1\*\* Coil burnt/);
    const parent = await seen(app, guild, guild.member, 'record/show', { record: '1' });
    assert.match(textOf(parent), /Waits for\n📦 \*\*#2\*\* Coil FL\\?-11630/);
    const refused = await seen(app, guild, guild.member, 'record/create', {
      kind: 'log',
      title: 'Checked',
      part_of: '1',
    });
    assert.match(refused.content, /cannot belong/);
  });

  it('shows the words behind a record with a link, and whether they were edited or deleted since', async () => {
    const guild = app.newGuild();
    app.claude.reset();
    const target = sayProblem(app, guild);
    const review = await app.run({
      type: 'message-command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'Add to records',
      targetId: target.id,
    });
    await press(app, guild, guild.member, review.message, 'Save');
    const shown = async () => textOf(await seen(app, guild, guild.member, 'record/show', { record: '1' }));
    const first = await shown();
    assert.match(
      first,
      new RegExp(`\\[Maya\\]\\(\\S+/${guild.channelId}/${target.id}\\) <t:\\d+:R>: .*Left flipper`),
    );
    app.discord.control.editMessage(guild.channelId, target.id, 'Right flipper, sorry');
    assert.match(await shown(), /\(edited <t:\d+:R>.*\): Left flipper/);
    app.discord.control.deleteMessage(guild.channelId, target.id);
    assert.match(await shown(), /\(deleted since.*\): Left flipper/);
  });

  it('answers in words when nothing is found', async () => {
    const guild = app.newGuild();
    assert.match((await seen(app, guild, guild.member, 'record/list')).content, /There are no open records/);
    assert.match(
      (await seen(app, guild, guild.member, 'record/show', { record: '99' })).content,
      /no record #99/,
    );
    assert.match(
      (await seen(app, guild, guild.member, 'record/show', { record: '99999999999' })).content,
      /No record fits/,
    );
  });
});
