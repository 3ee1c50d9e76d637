import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';

/** MESSAGE_CONTENT, as an application's flags tell it. */
const MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19);

describe('what the dashboard says of the state of things', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('says that all is well, and shows admins alone', async () => {
    const guild = app.newGuild();
    const admin = await signIn(app, guild.admin);
    const { text } = await admin.get(`/guilds/${guild.id}/health`);
    assert.match(text, /Everything is well/);
    const { text: overviewText } = await admin.get(`/guilds/${guild.id}`);
    assert.match(
      overviewText,
      /Setting up[\s\S]*Access: who counts as staff[\s\S]*First steps[\s\S]*Add a machine/,
    );
    const member = await signIn(app, guild.member);
    const overview = await member.get(`/guilds/${guild.id}`);
    assert.equal(overview.status, 200);
    assert.doesNotMatch(overview.text, /Failed work|Audit log|Needs somebody|Settings/);
    assert.equal((await member.get(`/guilds/${guild.id}/health`)).status, 403);
  });

  it('names a missing intent and missing permissions, each with what it costs and where to mend it', async () => {
    const { admin: ada } = app.newGuild();
    const guild = app.discord.control.guild({
      name: 'Strict',
      owner_id: ada.id,
      bot_permissions: '1024',
      everyone_permissions: '0',
    });
    const before = app.discord.control.application({});
    app.discord.control.application({ flags: Number(before.flags) & ~MESSAGE_CONTENT_FLAGS });
    try {
      const admin = await signIn(app, ada);
      const { text } = await admin.get(`/guilds/${guild.id}/health`);
      assert.match(text, /MESSAGE_CONTENT is off: only the message that was right-clicked can be read/);
      assert.match(text, /href="https:\/\/discord\.com\/developers\/applications\/\d+\/bot"/);
      assert.match(text, /The bot lacks: [^<]*Read Message History/);
      const invite = /href="([^"]+)">Give the bot these permissions/
        .exec(text)?.[1]
        ?.replaceAll('&amp;', '&');
      assert.equal(new URL(invite ?? '').searchParams.get('guild_id'), guild.id);
      const overview = await admin.get(`/guilds/${guild.id}`);
      assert.match(overview.text, /Needs somebody[\s\S]*Privileged intents/);
    } finally {
      app.discord.control.application({ flags: Number(before.flags) });
    }
  });

  it('offers an invite link for servers that the person may manage and the bot is not in', async () => {
    const guild = app.newGuild();
    const { control } = app.discord;
    const mine = control.guild({ name: 'Without the bot', owner_id: guild.admin.id, bot_permissions: null });
    const other = control.guild({ name: 'Only a member', owner_id: guild.staff.id, bot_permissions: null });
    control.member(other.id, { user_id: guild.admin.id });
    const admin = await signIn(app, guild.admin);
    const { text } = await admin.get('/');
    const invite = /href="([^"]+guild_id=\d+[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const url = new URL(invite);
    assert.equal(url.searchParams.get('guild_id'), mine.id);
    assert.equal(url.searchParams.get('scope'), 'bot applications.commands');
    assert.doesNotMatch(text, /Only a member/);
    assert.equal((await admin.get(`/guilds/${mine.id}`)).status, 404);
  });

  it('opens a server right after the bot was added to it', async () => {
    const guild = app.newGuild();
    const admin = await signIn(app, guild.admin);
    const fresh = app.discord.control.guild({ name: 'Fresh', owner_id: guild.admin.id });
    await app.advance(21_000);
    assert.equal((await admin.get(`/guilds/${fresh.id}`)).status, 200);
  });

  it('goes on with what it knows while Discord is down', async () => {
    const guild = app.newGuild();
    const admin = await signIn(app, guild.admin);
    await admin.get(`/guilds/${guild.id}/records`);
    app.discord.control.script({ method: 'GET', path: '/users/@me/guilds', status: 500, times: 20 } as never);
    await app.advance(4 * 60_000);
    const answer = await admin.get(`/guilds/${guild.id}/records`);
    app.discord.control.clearScripts();
    assert.equal(answer.status, 200);
  });
});
