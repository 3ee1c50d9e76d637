import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, textOf } from '../../support/app.ts';
import {
  addToRecords,
  click,
  newMachine,
  openModal,
  recordsOf,
  scriptSuggestions,
  setSettings,
  stateOf,
  submit,
} from './support/review.ts';

describe('records without a model', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('A-I7: with Claude always overloaded a form is offered and the record gets made', async () => {
    const guild = app.newGuild();
    const firepower = await newMachine(app, guild, 'Firepower');
    app.claude.script({ status: 529, times: 0 });
    const target = app.say(guild.channelId, guild.member, 'hm, look at this one please');
    const { message } = await addToRecords(app, guild, guild.member, target);
    app.claude.reset();
    assert.match(message.content, /Claude is busy/);
    const modal = await openModal(app, guild, guild.member, message, 'Problem report');
    assert.equal(modal.components.length, 4);
    const done = await submit(app, guild, guild.member, modal, {
      title: 'Ball stuck behind the drop targets',
      machine: [firepower],
      details: 'Every third game.',
      priority: ['high'],
    });
    assert.match(done.content, /Saved 1 record/);
    const [record] = await recordsOf(app, guild);
    assert.deepEqual(
      [record?.kind, record?.title, record?.machine_id, record?.message_id, record?.fields],
      [
        'problem',
        'Ball stuck behind the drop targets',
        firepower,
        target.id,
        { details: 'Every third game.', priority: 'high' },
      ],
    );
    assert.equal(await stateOf(app, target), 'finished');
    const undone = await click(app, guild, guild.member, done, 'Undo');
    assert.match(undone.content, /Removed #1/);
  });

  it('A-I7: suggestions of the rules are reviewed like any other, with forms beside them', async () => {
    const guild = app.newGuild();
    await setSettings(app, guild, { useModel: false });
    const calls = app.claude.calls.length;
    const target = app.say(guild.channelId, guild.member, 'The left flipper is broken, it stays up');
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.equal(app.claude.calls.length, calls);
    assert.match(textOf(message), /Problem report: /);
    const modal = await openModal(app, guild, guild.member, message, 'Part request');
    const next = await submit(app, guild, guild.member, modal, { title: 'Coil stop', quantity: '2' });
    assert.match(next.content, /✅ Saved\./);
    assert.match(textOf(next), /Problem report: /);
    const done = await click(app, guild, guild.member, next, 'Save');
    assert.match(done.content, /Saved 2 records/);
  });

  it('A-I7: a form that comes after the review was let go of gives the words back', async () => {
    const guild = app.newGuild();
    app.claude.script({ json: { suggestions: [] } });
    const target = app.say(guild.channelId, guild.member, 'hm');
    const { message } = await addToRecords(app, guild, guild.member, target);
    const modal = await openModal(app, guild, guild.member, message, 'Log entry');
    await click(app, guild, guild.member, message, 'Nothing to record');
    const late = await submit(app, guild, guild.member, modal, {
      title: 'Waxed',
      details: 'With ```wax``` @here',
    });
    assert.match(late.content, /already over\. Your record was not saved/);
    assert.match(late.content, /Waxed/);
    assert.equal((await recordsOf(app, guild)).length, 0);
  });

  it('A-I7: a machine that is not known is named before anything is saved', async () => {
    const guild = app.newGuild();
    for (let index = 0; index < 26; index++) await newMachine(app, guild, `Machine ${index}`);
    app.claude.script({ json: { suggestions: [] } });
    const target = app.say(guild.channelId, guild.member, 'hm');
    const { message } = await addToRecords(app, guild, guild.member, target);
    const modal = await openModal(app, guild, guild.member, message, 'Log entry');
    const shown = await submit(app, guild, guild.member, modal, { title: 'Waxed', machine: 'Machin 3' });
    assert.match(textOf(shown), /No machine is called “Machin 3”/);
    assert.equal((await recordsOf(app, guild)).length, 0);
    const edit = await openModal(app, guild, guild.member, shown, 'Edit');
    const fixed = await submit(app, guild, guild.member, edit, { machine: 'machine 3' });
    assert.doesNotMatch(textOf(fixed), /No machine is called/);
    assert.match(textOf(fixed), /Machine\nMachine 3/);
    await click(app, guild, guild.member, fixed, 'Save');
    assert.equal((await recordsOf(app, guild)).length, 1);
  });

  it('A-I7: a message in which nothing was found can be let go of and read again', async () => {
    const guild = app.newGuild();
    const target = app.say(guild.channelId, guild.member, 'hello');
    app.claude.script({ json: { suggestions: [] } });
    const { message } = await addToRecords(app, guild, guild.member, target);
    assert.match(message.content, /Nothing to record was found/);
    const done = await click(app, guild, guild.member, message, 'Nothing to record');
    assert.match(done.content, /Nothing was saved/);
    scriptSuggestions(app, [{ kind: 'log', title: 'hello', from: target }]);
    const again = (await addToRecords(app, guild, guild.member, target)).message;
    assert.match(again.content, /\*\*1\/1\*\*/);
  });
});
