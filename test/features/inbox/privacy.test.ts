import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { deskGuild, newMember, set, writes } from './support/desk.ts';

const SECRET = 'aardvark-secret';

describe('erasing somebody who is a lead', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

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

  it('leaves nothing of the lead, of notes about them, of what was held back, and of others all', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    const person = newMember(app, guild, SECRET);
    const other = newMember(app, guild, 'stays');
    await writes(app, person, 'Hello');
    await writes(app, other, 'Hello');
    const lead = `/inbox/leads/${person.id}`;
    await app.api(guild.id, 'POST', `${lead}/notes`, { body: `${SECRET} is nice` });
    await app.api(guild.id, 'PATCH', lead, { tags: [`${SECRET}-tag`], status: 'won' });
    await set(app, guild, 'inbox', { lockdown: true });
    await writes(app, person, `${SECRET} in the night`);
    await set(app, guild, 'inbox', { lockdown: false, minimumAgeDays: 300 });
    await writes(app, person, `${SECRET} too young`);
    await app.api(guild.id, 'POST', `${lead}/block`, { reason: SECRET });
    await app.settle();
    assert.ok((await tablesWith(guild.id, SECRET)).length > 3);
    const erased = await app.api(guild.id, 'POST', `/people/${person.id}/erase`, { confirm: person.id });
    assert.ok([200, 202].includes(erased.status), JSON.stringify(erased.body));
    await app.settle();
    assert.deepEqual(await tablesWith(guild.id, SECRET), []);
    assert.deepEqual(await tablesWith(guild.id, person.id), []);
    assert.equal((await app.sql`select id from leads where guild_id = ${guild.id}`).length, 1);
  });
});
