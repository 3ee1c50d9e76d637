import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { addToRecords, click, PROBLEM, recordsOf, scriptSuggestions } from './support/review.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const DAY_MS = 24 * 60 * 60_000;

describe('copies of what a record rests on', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  function sayWithPicture(guild: TestGuild, bytes = PNG): SeenMessage {
    const target = app.say(guild.channelId, guild.member, PROBLEM, {
      files: [{ filename: 'flipper.png', content_type: 'image/png', bytes, index: 0 }],
    });
    scriptSuggestions(app, [{ kind: 'problem', title: PROBLEM, from: target }]);
    return target;
  }

  const attachments = (guild: TestGuild) =>
    app.sql`select * from record_attachments where guild_id = ${guild.id} order by id`;

  async function wizardFor(guild: TestGuild, target: SeenMessage): Promise<SeenMessage> {
    return (await addToRecords(app, guild, guild.member, target)).message;
  }

  it('A20: the picture of a message is copied with its hash when the record is confirmed', async () => {
    const guild = app.newGuild();
    const wizard = await wizardFor(guild, sayWithPicture(guild));
    assert.equal((await attachments(guild)).length, 0);
    await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    const [row] = await attachments(guild);
    const [record] = await recordsOf(app, guild);
    assert.deepEqual(
      [row?.state, row?.sha256, row?.size, row?.content_type, row?.storage_key],
      ['stored', hash(PNG), PNG.length, 'image/png', `guilds/${guild.id}/records/${record?.id}/${hash(PNG)}`],
    );
    const kept = await app.stack.worker.files.get(String(row?.storage_key));
    assert.ok(kept);
    assert.equal(hash(Buffer.from(await kept.arrayBuffer())), hash(PNG));
  });

  it('A-I6: an address that expired meanwhile is replaced by a fresh one', async () => {
    const guild = app.newGuild();
    const wizard = await wizardFor(guild, sayWithPicture(guild));
    await app.advance(2 * DAY_MS);
    await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    const [row] = await attachments(guild);
    assert.equal(row?.state, 'stored', String(row?.lost_reason));
  });

  it('A-I6: a file that is gone is marked lost with the reason, and the record stays', async () => {
    const guild = app.newGuild();
    const target = sayWithPicture(guild);
    const wizard = await wizardFor(guild, target);
    await app.advance(2 * DAY_MS);
    app.discord.control.deleteMessage(guild.channelId, target.id);
    await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    const [row] = await attachments(guild);
    assert.equal(row?.state, 'lost');
    assert.match(String(row?.lost_reason), /deleted before it could be copied/);
    assert.match(await show(guild, 1), /flipper\.png \(no copy: .*deleted before/);
    assert.equal((await recordsOf(app, guild)).length, 1);
  });

  it('A-I6: a channel that the bot may not read loses only what has no open address', async () => {
    const guild = app.newGuild();
    const target = sayWithPicture(guild);
    const wizard = await wizardFor(guild, target);
    app.discord.control.script({
      method: 'GET',
      path: `/channels/${guild.channelId}/messages/${target.id}`,
      times: 0,
      status: 403,
      body: { code: 50001, message: 'Missing Access' },
    });
    await app.advance(2 * DAY_MS);
    await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    app.discord.control.clearScripts();
    const [row] = await attachments(guild);
    assert.equal(row?.state, 'lost');
    assert.match(String(row?.lost_reason), /cannot see that channel/);
  });

  it('A-I6: a larger file than can be copied is lost in words', async () => {
    const guild = app.newGuild();
    const wizard = await wizardFor(guild, sayWithPicture(guild, Buffer.alloc(25 * 1024 * 1024 + 1)));
    await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    const [row] = await attachments(guild);
    assert.equal(row?.state, 'lost');
    assert.match(String(row?.lost_reason), /larger than 25 MB/);
  });

  it('A-I6: copying again changes nothing, and an undo removes the copy', async () => {
    const guild = app.newGuild();
    const wizard = await wizardFor(guild, sayWithPicture(guild));
    const summary = await click(app, guild, guild.member, wizard, 'Save');
    await app.settle();
    const [before] = await attachments(guild);
    await app.sql`update jobs set state = 'queued', run_at = now() - interval '1 minute'
      where guild_id = ${guild.id} and name = 'records.mirror-attachments'`;
    await app.tick();
    assert.deepEqual((await attachments(guild))[0], before);
    await click(app, guild, guild.member, summary, 'Undo');
    await app.settle();
    assert.equal(await app.stack.worker.files.get(String(before?.storage_key)), null);
    assert.equal((await attachments(guild)).length, 0);
  });

  it('A-I6: the card of a record tells which of its messages were edited or deleted since', async () => {
    const guild = app.newGuild();
    const words = 'It happens after ten minutes';
    const first = app.say(guild.channelId, guild.member, words);
    const target = app.say(guild.channelId, guild.member, PROBLEM);
    scriptSuggestions(app, [{ kind: 'log', title: words, from: first }]);
    await click(app, guild, guild.member, await wizardFor(guild, target), 'Save');
    const before = await show(guild, 1);
    assert.ok(before.includes(words) && before.includes(PROBLEM), before);
    assert.doesNotMatch(before, /edited|deleted/);

    app.discord.control.editMessage(guild.channelId, first.id, 'It never happens');
    app.discord.control.deleteMessage(guild.channelId, target.id);
    const card = await show(guild, 1);
    assert.match(card, /edited/);
    assert.match(card, /deleted since/);
    assert.ok(card.includes(words), 'the original words stay');
    assert.ok(!card.includes('It never happens'));
    assert.ok(card.includes(hash(Buffer.from(words)).slice(0, 12)), card);
  });

  it('A-I6: Discord being down does not make a message look edited', async () => {
    const guild = app.newGuild();
    const target = sayWithPicture(guild);
    await click(app, guild, guild.member, await wizardFor(guild, target), 'Save');
    app.discord.control.script({ method: 'GET', path: `/messages/${target.id}`, times: 0, status: 503 });
    const card = await show(guild, 1);
    app.discord.control.clearScripts();
    assert.ok(card.includes(PROBLEM));
    assert.doesNotMatch(card, /edited|deleted/);
  });

  /** The card of a record, which looks in Discord what became of its sources. */
  async function show(guild: TestGuild, number: number): Promise<string> {
    const { message } = await app.run({
      type: 'command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'record/show',
      options: { record: String(number) },
    });
    return textOf(message);
  }
});
