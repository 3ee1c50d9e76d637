import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';

describe('privacy in the dashboard', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  let base: string;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    base = `/guilds/${guild.id}/privacy`;
    await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Swept the floor' });
    await app.api(guild.id, 'POST', '/records/1/assign', { assigneeId: guild.member.id });
  });
  after(() => app.close());

  it('counts, exports and erases a person by forms, and asks twice before it erases', async () => {
    const person = guild.member.id;
    const found = await admin.get(`${base}?person=${person}`);
    assert.match(found.text, /data-label="Table">\s*records\s*<\/td><td data-label="Rows">1</);

    const file = await admin.post(`${base}/export`, { person });
    assert.equal(file.status, 200, file.text);
    assert.match(file.headers.get('content-disposition') ?? '', new RegExp(`guildhall-${person}\\.json`));
    assert.equal(JSON.parse(file.text).tables.records[0].title, 'Swept the floor');

    const asked = await admin.post(`${base}/erase`, { person });
    assert.equal(asked.status, 200, asked.text);
    assert.match(asked.text, /This cannot be undone/);
    const wrong = await admin.post(`${base}/erase/confirm`, { person, again: '1' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="problem-again">That is not the same id\. Nothing was erased\./);
    const none = await app.sql`select 1 from erasures where guild_id = ${guild.id}`;
    assert.equal(none.length, 0);

    const begun = await admin.post(`${base}/erase/confirm`, { person, again: person });
    assert.equal(begun.status, 303, begun.text);
    await app.settle();
    const done = await admin.get(begun.location ?? '');
    assert.match(done.text, /Done/);
    assert.ok(!done.text.includes(person));
    const [record] = await app.sql`select assignee_id from records where guild_id = ${guild.id}`;
    assert.notEqual(record?.assignee_id, person);
  });

  it('says so when an id is none, or nothing is kept', async () => {
    const odd = await admin.get(`${base}?person=${encodeURIComponent('<b>x')}`);
    assert.equal(odd.status, 200);
    assert.match(odd.text, /id="problem-person">That is not a Discord id/);
    assert.match((await admin.get(`${base}?person=123456789012345678`)).text, /Nothing is kept/);
    assert.equal((await admin.post(`${base}/erase`, { person: 'x' })).status, 422);
    assert.equal((await admin.post(`${base}/export`, { person: 'x' })).status, 422);
  });
});
