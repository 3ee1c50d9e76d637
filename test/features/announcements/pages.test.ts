import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';

describe('announcements in the dashboard', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  let base: string;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    base = `/guilds/${guild.id}/announcements`;
  });
  after(() => app.close());

  const form = (more: Record<string, string> = {}) => ({
    name: 'Open night',
    when: 'every friday 18:00',
    timeZone: 'Europe/Berlin',
    'target.kind': 'channel',
    'target.channelId': guild.channelId,
    'message.content': 'Doors open, @everyone!',
    ...more,
  });

  it('plans, edits, pauses, resumes, skips, posts and deletes one by forms', async () => {
    assert.match((await admin.get(base)).text, /Nothing is planned yet/);
    await admin.get(`${base}/new`);
    const made = await admin.post(`${base}/new`, form());
    assert.equal(made.status, 303, made.text);
    assert.equal(made.location, `${base}/1`);
    const shown = await admin.get(`${base}/1`);
    assert.match(shown.text, /Doors open, @everyone!/);
    assert.match(shown.text, /0 18 \* \* FRI/);
    assert.match((await admin.get(base)).text, /Open night[\s\S]*Planned[\s\S]*<time datetime=/);

    const version = /name="version" value="(\d+)"/.exec((await admin.get(`${base}/1/edit`)).text)?.[1] ?? '';
    const edit = form({ name: 'Open evening', when: '0 18 * * FRI', version });
    assert.equal((await admin.post(`${base}/1/edit`, edit)).status, 303);
    const late = await admin.post(`${base}/1/edit`, { ...edit, name: 'Mine' });
    assert.equal(late.status, 409);
    assert.match(late.text, /Somebody else changed this[\s\S]*value="Mine"/);

    for (const step of ['pause', 'resume', 'skip', 'run']) {
      const done = await admin.post(`${base}/1/${step}`);
      assert.equal(done.status, 303, `${step}: ${done.text}`);
    }
    const twice = await admin.post(`${base}/1/resume`);
    assert.equal(twice.status, 409);
    assert.match(twice.text, /#1 is active, not paused/);
    await app.settle();
    const history = await admin.get(`${base}/1`);
    assert.match(history.text, /Posted/);
    assert.match(history.text, /Skipped/);
    assert.match(
      history.text,
      new RegExp(`https://discord.com/channels/${guild.id}/${guild.channelId}/\\d+`),
    );

    assert.match((await admin.get(`${base}/1/delete`)).text, /What was posted stays in Discord/);
    assert.equal((await admin.post(`${base}/1/delete`)).status, 303);
    assert.equal((await admin.get(`${base}/1`)).status, 404);
  });

  it('says by each input what is wrong with it and keeps what was typed', async () => {
    await admin.get(`${base}/new`);
    const wrong = await admin.post(
      `${base}/new`,
      form({ name: '', when: 'whenever', 'message.content': 'Kept', 'message.embed.image': 'http://x' }),
    );
    assert.equal(wrong.status, 422);
    const said = (name: string) =>
      new RegExp(`id="problem-${name}">([^<]*)<`).exec(wrong.text)?.[1] ?? `nothing by ${name}`;
    assert.equal(said('name'), 'Give it a name.');
    assert.match(said('when'), /no time that I understand/);
    assert.match(said('message.embed.image'), /https address of a picture/);
    assert.match(wrong.text, />Kept<\/textarea>/);
    const elsewhere = await admin.post(`${base}/new`, form({ 'target.channelId': app.newGuild().channelId }));
    assert.equal(elsewhere.status, 422);
    assert.match(elsewhere.text, /id="problem-target.channelId">There is no such channel/);
    const address = await admin.post(
      `${base}/new`,
      form({ 'target.kind': 'webhook', 'target.url': 'https://example.org/x' }),
    );
    assert.match(address.text, /id="problem-target.url">That is not an address at Discord/);
  });
});
