import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { discordNeeds } from '../../../src/core/access/discord-needs.ts';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { APPLICATION_FLAGS } from '../../../src/discord/application.ts';
import { PERMISSIONS } from '../../../src/discord/permissions.ts';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp, textOf } from '../../support/app.ts';
import { seen } from '../records/support/life.ts';

describe('/guildhall', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('A15: the invite link has both scopes and exactly the permissions that the features need', async () => {
    const guild = app.newGuild();
    const { content } = await seen(app, guild, guild.admin, 'guildhall/invite');
    const url = new URL(/\((https?:[^)]+)\)/.exec(content)?.[1] ?? '');
    assert.equal(url.pathname, '/oauth2/authorize');
    assert.equal(url.searchParams.get('client_id'), app.discord.applicationId);
    assert.equal(url.searchParams.get('scope'), 'bot applications.commands');
    const registry = createRegistry(features, { settings: [accessSettings] });
    assert.equal(url.searchParams.get('permissions'), String(discordNeeds(registry).bits));
    const { VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY } = PERMISSIONS;
    assert.equal(
      discordNeeds(registry, ['records']).bits,
      VIEW_CHANNEL.bit | SEND_MESSAGES.bit | READ_MESSAGE_HISTORY.bit,
    );
    const page = await fetch(url, { redirect: 'manual' });
    assert.ok(page.status < 400, `the link opens: ${page.status}`);
  });

  it('A16: status names the missing Message Content Intent, what it costs and where to switch it on', async () => {
    const guild = app.newGuild();
    const before = app.discord.state.data.application.flags;
    app.discord.control.application({ flags: 0 });
    const { content } = await seen(app, guild, guild.admin, 'guildhall/status');
    assert.match(content, /Something is missing/);
    assert.match(
      content,
      /⚠️ Message Content Intent is off: only the message that was right-clicked can be read/,
    );
    assert.match(content, /developer portal/);
    assert.doesNotMatch(content, /Presence Intent/);
    const { GATEWAY_MESSAGE_CONTENT_LIMITED, GATEWAY_GUILD_MEMBERS_LIMITED } = APPLICATION_FLAGS;
    const flags = GATEWAY_MESSAGE_CONTENT_LIMITED | GATEWAY_GUILD_MEMBERS_LIMITED;
    app.discord.control.application({ flags });
    const well = await seen(app, guild, guild.admin, 'guildhall/status');
    assert.match(well.content, /All is well[\s\S]*✅ Intents/);
    app.discord.control.application({ flags: before });
  });

  it('says which permissions are missing where it is asked', async () => {
    const registry = createRegistry(features, { settings: [accessSettings] });
    const botPermissions = String(discordNeeds(registry).bits);
    const guild = app.newGuild({ botPermissions });
    const deny = String(PERMISSIONS.READ_MESSAGE_HISTORY.bit);
    const channel = app.discord.control.channel({
      guild_id: guild.id,
      name: 'no-history',
      permission_overwrites: [{ id: guild.id, type: 0, allow: '0', deny }],
    });
    const there = { ...guild, channelId: channel.id };
    const { content } = await seen(app, there, guild.admin, 'guildhall/status');
    assert.match(content, /In this channel I lack: Read Message History\./);
  });

  it('tells status and invite link to admins only', async () => {
    const guild = app.newGuild();
    for (const name of ['guildhall/status', 'guildhall/invite']) {
      const { content } = await seen(app, guild, guild.member, name);
      assert.match(content, /Only people who may manage this server/);
    }
  });

  it('says what is on and off, and stays within a message', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/records', { values: { outbound: false } });
    const { content } = await seen(app, guild, guild.admin, 'guildhall/status');
    assert.match(
      content,
      /\*\*Records\*\* · on: Records from messages.* · off: Post new records.* · not set: Webhook URL/,
    );
    assert.ok(content.length <= 2_000);
  });

  it('still tells the rest when Discord does not answer about the application', async () => {
    const guild = app.newGuild();
    app.discord.control.script({ method: 'GET', path: '/applications/@me', status: 500, times: 0 });
    const { content } = await seen(app, guild, guild.admin, 'guildhall/status');
    app.discord.control.clearScripts();
    assert.match(content, /Discord did not say which intents are on/);
    assert.match(content, /✅ Database/);
  });

  it('help lists every feature and command from what the features declare, to whoever may use them', async () => {
    const guild = app.newGuild();
    const text = textOf(await seen(app, guild, guild.admin, 'guildhall/help'));
    for (const { name, summary, commands = [] } of features) {
      assert.equal(text.includes(summary), commands.length > 0, name);
      for (const command of commands) assert.ok(text.includes(command.name), command.name);
    }
    const members = textOf(await seen(app, guild, guild.member, 'guildhall/help'));
    assert.match(members, /`\/ticket` open · /);
    assert.doesNotMatch(members, /\/webhook|\/inbox|\/setup/);
  });
});
