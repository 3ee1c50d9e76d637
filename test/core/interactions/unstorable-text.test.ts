import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../../src/discord/parse-json.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';

/** NUL, and both halves of a surrogate pair each alone: what Postgres keeps in no text. */
const BAD = '\u0000 \ud83d \udd27';
const KEPT = '\ufffd \ufffd';

describe('text that Postgres cannot keep', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
  });
  after(() => app.close());

  const on = () => ({ userId: guild.staff.id, channelId: guild.channelId });

  it('is made harmless in the fields of a form and in the options of a command', async () => {
    const form = await app.run({
      ...on(),
      type: 'command',
      commandName: 'record/create',
      options: { kind: 'log' },
    });
    const saved = await app.run({
      ...on(),
      type: 'modal',
      customId: String(form.first.data?.custom_id),
      components: { title: `Fixed ${BAD} it 🔧`, details: `All of it${BAD}` },
    });
    assert.match(saved.message.content, /^Saved as #1\.$/);
    const options = { record: '1', text: `Done ${BAD}` };
    const commented = await app.run({ ...on(), type: 'command', commandName: 'record/comment', options });
    assert.doesNotMatch(commented.message.content, /broke/);

    const [record] = await app.sql`select title from records where guild_id = ${guild.id}`;
    assert.equal(record?.title, `Fixed ${KEPT} it 🔧`);
    const [{ kept } = { kept: 0 }] = await app.sql`select count(*)::int as kept from record_comments
      where guild_id = ${guild.id} and body like ${`Done%${KEPT}`}`;
    assert.equal(kept, 1);
  });

  it('is made harmless in the message of a message command and in what was said before it', async () => {
    app.say(guild.channelId, guild.member, `Look at this ${BAD}`);
    const target = app.say(guild.channelId, guild.member, `The left flipper ${BAD} is broken`);
    const answer = await app.run({
      ...on(),
      type: 'message-command',
      commandName: 'Add to records',
      targetId: target.id,
    });
    assert.doesNotMatch(answer.message.content, /broke on our side/);
    const id = `interaction:${answer.interactionId}`;
    assert.deepEqual(await app.sql`select state, error from jobs where id = ${id}`, [
      { state: 'done', error: null },
    ]);
  });
});

describe("Discord's JSON", () => {
  it('is read as it is where all its text can be kept', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(text.isWellFormed() && !/\\u(?:0000|d[89a-f])/i.test(text));
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
    );
    assert.deepEqual(parseJson('"\\ud83d\\udd27 \\\\u0000"'), '🔧 \\u0000');
  });

  it('never yields text that Postgres refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [read] = parseJson(JSON.stringify([`${text}${BAD}`])) as string[];
        assert.ok(read?.isWellFormed() && !read.includes('\0'));
      }),
    );
  });
});
