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

  it('F13: previews the message as Discord draws it, with the next times, and saves nothing', async () => {
    await admin.get(`${base}/new`);
    const before = await app.sql`select 1 from announcements where guild_id = ${guild.id}`;
    const shown = await admin.post(
      `${base}/new/preview`,
      form({
        'message.content': `# Open night\n**Doors** at <t:1764000000:t> in <#${guild.channelId}> <b>x</b>`,
        'message.pings': guild.staffRoleId,
        'message.embed.title': 'Free *entry*',
        'message.embed.text': '- beer\n- ||surprise||',
        'message.embed.colour': '#FF8800',
        'message.embed.image': 'https://example.com/door.png',
      }),
    );
    assert.equal(shown.status, 200, shown.text);
    const drawn = /<div class="discord">[\s\S]*?<form /.exec(shown.text)?.[0] ?? '';
    for (const part of [
      '<span class="mention">@Staff</span>',
      '<p class="heading-1">Open night</p>',
      '<strong>Doors</strong> at <time datetime="2025-11-24T16:00:00.000Z" data-local="full">',
      'in <span class="mention">#workshop</span> &lt;b&gt;x&lt;/b&gt;',
      'fill="#ff8800"',
      'Free <em>entry</em>',
      '<ul><li>beer</li><li><span class="spoiler">surprise</span></li></ul>',
      'Picture: https://example.com/door.png',
      'Nothing is saved yet.',
    ])
      assert.ok(drawn.includes(part), `${part} in ${drawn}`);
    assert.doesNotMatch(drawn, /<img|<a /);
    assert.equal(drawn.match(/data-local="full"/g)?.length, 6, 'the one in the text and five to come');
    assert.match(shown.text, /name="name"[^>]*value="Open night"/);
    assert.match(shown.text, new RegExp(`value="${guild.staffRoleId}" checked`));
    const after = await app.sql`select 1 from announcements where guild_id = ${guild.id}`;
    assert.equal(after.length, before.length);
    assert.equal((await admin.post(`${base}/new/preview`, form({ when: 'whenever' }))).status, 422);

    const made = await admin.post(`${base}/new`, form());
    const path = made.location ?? '';
    assert.match((await admin.get(path)).text, /<div class="discord">[\s\S]*Doors open, @everyone!/);
    const version = /name="version" value="(\d+)"/.exec((await admin.get(`${path}/edit`)).text)?.[1] ?? '';
    const edited = await admin.post(
      `${path}/edit/preview`,
      form({ version, when: '0 18 * * FRI', 'message.content': '~~Doors~~ closed' }),
    );
    assert.match(edited.text, /<s>Doors<\/s> closed/);
    assert.match((await admin.get(path)).text, /Doors open, @everyone!/);
  });
});
