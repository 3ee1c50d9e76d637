import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { deskGuild, newMember, writes } from '../inbox/support/desk.ts';
import { reply } from './support/talk.ts';

const SECRET = 'aardvark-secret';

describe('erasing somebody who talked with the team', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  /** Tables of this guild in which a word or id still stands. */
  async function tablesWith(guildId: string, word: string): Promise<string[]> {
    const tables = await app.sql`select distinct table_name from information_schema.columns
      where table_schema = 'public' and column_name = 'guild_id' order by 1`;
    const found: string[] = [];
    for (const { table_name } of tables) {
      const rows = await app.sql.query(
        `select 1 from ${table_name} t where guild_id = $1 and to_jsonb(t)::text like $2 limit 1`,
        [guildId, `%${word}%`],
      );
      if (rows.length > 0) found.push(String(table_name));
    }
    return found;
  }

  const erase = async (guildId: string, personId: string) => {
    const { status, body } = await app.api(guildId, 'POST', `/people/${personId}/erase`, {
      confirm: personId,
    });
    assert.ok([200, 202].includes(status), JSON.stringify(body));
    await app.settle();
  };

  it('leaves nothing of what was said to or by them, nor their files, and others’ talks as they were', async () => {
    const guild = await deskGuild(app);
    const person = newMember(app, guild, 'robin');
    const other = newMember(app, guild, 'lou');
    const files = [
      {
        field: 'files[0]',
        filename: `${SECRET}.txt`,
        content_type: 'text/plain',
        bytes: Buffer.from(SECRET),
      },
    ];
    await writes(app, person, `${SECRET} one`, { files });
    await writes(app, other, 'Something else');
    await app.settle();
    const [talk] =
      await app.sql`select id from conversations where guild_id = ${guild.id} and person_id = ${person.id}`;
    await reply(app, guild, String(talk?.id), { content: `${SECRET} two`, agentId: guild.staff.id });
    await app.settle();
    const [file] =
      await app.sql`select storage_key from conversation_attachments where guild_id = ${guild.id}`;
    assert.ok(await app.stack.worker.files.head(String(file?.storage_key)));
    assert.ok((await tablesWith(guild.id, SECRET)).length > 2);
    await erase(guild.id, person.id);
    assert.deepEqual(await tablesWith(guild.id, SECRET), []);
    assert.deepEqual(await tablesWith(guild.id, person.id), []);
    assert.equal(await app.stack.worker.files.head(String(file?.storage_key)), null);
    const [left] =
      await app.sql`select count(*)::int as count from conversation_messages where guild_id = ${guild.id} and content = 'Something else'`;
    assert.equal(left?.count, 1);
  });

  it('keeps what somebody of the team answered to others, under a pseudonym', async () => {
    const guild = await deskGuild(app);
    await writes(app, guild.member, 'Hello');
    await app.settle();
    const [talk] = await app.sql`select id from conversations where guild_id = ${guild.id}`;
    await reply(app, guild, String(talk?.id), { content: 'An answer', agentId: guild.staff.id });
    await app.settle();
    await erase(guild.id, guild.staff.id);
    const [answer] = await app.sql`select author_id, author_name, content from conversation_messages
      where guild_id = ${guild.id} and direction = 'out'`;
    assert.equal(answer?.content, 'An answer');
    assert.notEqual(answer?.author_id, guild.staff.id);
    assert.notEqual(answer?.author_name, 'Sam');
  });

  it('hands out what was said to somebody, but no words of a talk between others in which they are named', async () => {
    const guild = await deskGuild(app);
    const named = newMember(app, guild, 'robin');
    await writes(app, guild.member, `${SECRET} of <@${named.id}>`);
    await writes(app, named, 'Mine');
    await app.settle();
    const { body } = await app.api(guild.id, 'GET', `/people/${named.id}/export`);
    const messages = body.tables.conversation_messages as { content: string }[];
    assert.deepEqual(messages.map(({ content }) => content).sort(), [named.id, 'Mine']);
    assert.ok(!JSON.stringify(body).includes(SECRET));
    assert.ok(!JSON.stringify(body).includes(guild.member.id));
  });
});
