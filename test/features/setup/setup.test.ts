import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  createTestApp,
  customIds,
  type SeenMessage,
  type TestApp,
  type TestGuild,
  textOf,
} from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { press, slash } from '../records/support/life.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

const VIEW_CHANNEL = String(1 << 10);

/** Picks something from a select of the message that `/setup` shows. */
const pick = async (
  guild: TestGuild,
  shown: SeenMessage,
  id: RegExp,
  values: string[],
): Promise<SeenMessage> => {
  const customId = customIds(shown).find((one) => id.test(one));
  assert.ok(customId, `no ${id} among ${customIds(shown).join(', ')}`);
  const answer = await app.run({
    type: 'component',
    userId: guild.admin.id,
    channelId: guild.channelId,
    messageId: shown.id,
    customId,
    values,
  });
  return answer.message;
};
const click = async (guild: TestGuild, shown: SeenMessage, label: string): Promise<Answer> =>
  press(app, guild, guild.admin, shown, label);
const settingsOf = async (guild: TestGuild, feature: string) =>
  (await app.api(guild.id, 'GET', `/settings/${feature}`)).body.values;
const hidden = (guild: TestGuild, name: string) =>
  app.discord.control.channel({
    guild_id: guild.id,
    name,
    permission_overwrites: [{ id: guild.id, type: 0, allow: '0', deny: VIEW_CHANNEL }],
  }).id;

describe('/setup', () => {
  it('G21: sets a server up by interactions alone, says what is missing, and what was set up works', async () => {
    const guild = app.newGuild();
    const status = app.discord.control.channel({ guild_id: guild.id, name: 'status' }).id;
    const billing = hidden(guild, 'billing');
    const begun = await slash(app, guild, guild.admin, 'setup', { time_zone: 'Europe/Berlin' });
    assert.match(textOf(begun.message), /⚠️ \*\*Access: who counts as staff\*\* Not chosen yet: Staff roles/);
    assert.match(textOf(begun.message), /✅ \*\*Server\*\* Time zone Europe\/Berlin/);
    assert.match(textOf(begun.message), /Still missing\n⚠️ Access: who counts as staff/);

    let shown = await pick(guild, begun.message, /^hub:setup-step$/, ['access']);
    shown = await pick(guild, shown, /setup-set:access:staffRoles/, [guild.staffRoleId]);
    assert.match(textOf(shown), /✅ \*\*Staff roles\*\* is saved/);
    shown = (await click(guild, shown, 'Back')).message;
    assert.match(textOf(shown), /Nothing is missing/);

    // Which features are on, in one select: everything but the leaderboard of webhooks stays.
    shown = (await click(guild, shown, 'Switch features')).message;
    const [select] = shown.components.flatMap(
      ({ components }) => components as { options?: { value: string }[] }[],
    );
    const all = (select?.options ?? []).map(({ value }) => value);
    assert.ok(all.includes('announcements') && all.includes('notices'));
    shown = await pick(
      guild,
      shown,
      /setup-features/,
      all.filter((name) => name !== 'webhooks'),
    );
    assert.equal((await settingsOf(guild, 'features')).webhooks, 'off');
    assert.equal((await settingsOf(guild, 'features')).notices, 'on');

    // A channel that everybody sees is refused where not everybody may read.
    shown = (await click(guild, shown, 'Back')).message;
    assert.doesNotMatch(textOf(shown), /\*\*Webhooks\*\*/);
    shown = await pick(guild, shown, /^hub:setup-step$/, ['notices']);
    shown = await pick(guild, shown, /setup-set:notices:billingChannel/, [status]);
    assert.match(shown.content, /❌ Everybody can see that channel/);
    shown = await pick(guild, shown, /setup-set:notices:billingChannel/, [billing]);
    shown = await pick(guild, shown, /setup-set:notices:statusChannel/, [status]);
    const tested = await click(guild, shown, 'Post a test message');
    assert.match(textOf(tested.message), new RegExp(`✅ \\*\\*Channel for system status\\*\\* <#${status}>`));
    const texts = (id: string) =>
      [...(app.discord.state.data.messages.get(id)?.values() ?? [])].map(({ content }) => content);
    assert.equal(texts(status).length, 1);
    assert.equal(texts(billing).length, 1);
    // More settings than fit under one message stand on the next page.
    shown = (await click(guild, shown, 'More')).message;
    shown = await pick(guild, shown, /setup-set:notices:alertRoles/, [guild.staffRoleId]);
    assert.deepEqual(await settingsOf(guild, 'notices').then(({ alertRoles }) => alertRoles), [
      guild.staffRoleId,
    ]);

    // What was set up is used: staff tell of an incident, which comes to its channel.
    const preview = await slash(app, guild, guild.staff, 'notice/status', {
      title: 'The panel is slow',
      message: 'We look into it.',
    });
    await press(app, guild, guild.staff, preview.message, 'Post it');
    await app.settle();
    assert.equal(texts(status).length, 2);
    const tickets = app.discord.control.channel({ guild_id: guild.id, name: 'tickets' }).id;
    const overview = await slash(app, guild, guild.admin, 'setup');
    shown = await pick(guild, overview.message, /^hub:setup-step$/, ['tickets']);
    const panel = async () => textOf((await click(guild, shown, 'Make the first ticket panel')).message);
    assert.match(await panel(), /Choose the channel/);
    shown = await pick(guild, shown, /setup-set:tickets:channel/, [tickets]);
    assert.match(await panel(), /being posted/);
    await app.settle();
    const posted = [...(app.discord.state.data.messages.get(tickets)?.values() ?? [])];
    assert.match(JSON.stringify(posted), /How can we help\?.*Support/s);
    assert.match(await panel(), /There is a panel in <#\d+> already/);
    const planned = await slash(app, guild, guild.staff, 'announce/create', {
      when: 'tomorrow 18:00',
      name: 'Open',
    });
    assert.equal(planned.type, 9);
  });

  it('G21: only admins set up; what cannot be is said where they are, and a time zone is typed into a form', async () => {
    const guild = app.newGuild();
    // Discord does not even offer it to others; that the server refuses them too, the suite of denials shows.
    await assert.rejects(slash(app, guild, guild.member, 'setup'), /Unknown application command/);
    const begun = await slash(app, guild, guild.admin, 'setup');
    assert.match(textOf(begun.message), /➖ \*\*Server\*\* Possible: Time zone \(UTC\)/);
    let shown = await pick(guild, begun.message, /^hub:setup-step$/, ['server']);
    const typed = async (value: string) => {
      const opened = await click(guild, shown, 'Time zone');
      assert.equal(opened.type, 9);
      const data = opened.first.data as { custom_id: string };
      return app.run({
        type: 'modal',
        userId: guild.admin.id,
        channelId: guild.channelId,
        messageId: shown.id,
        customId: data.custom_id,
        components: { value },
      });
    };
    shown = (await typed('Bremen')).message;
    assert.match(shown.content, /❌ .*no time zone/);
    shown = (await typed('Europe/Berlin')).message;
    assert.equal((await settingsOf(guild, 'server')).timeZone, 'Europe/Berlin');
    const zones = await app.start({
      type: 'autocomplete',
      userId: guild.admin.id,
      channelId: guild.channelId,
      commandName: 'setup',
      options: { time_zone: 'new york' },
      focused: 'time_zone',
    });
    assert.deepEqual(zones.first.data?.choices, [{ name: 'America/New_York', value: 'America/New_York' }]);
  });

  it('G21: shows what broke later, in Discord and in the dashboard: a channel that is gone, permissions, failed posts', async () => {
    const guild = app.newGuild({ botPermissions: VIEW_CHANNEL });
    const gone = app.discord.control.channel({ guild_id: guild.id, name: 'status' }).id;
    await app.api(guild.id, 'PATCH', '/settings/notices', { values: { statusChannel: gone } });
    app.discord.control.removeChannel(gone);
    await app.api(guild.id, 'POST', '/notices/status', { title: 'Slow', message: 'Slow.' });
    await app.settle();
    const shown = await slash(app, guild, guild.admin, 'setup');
    const text = textOf(shown.message);
    assert.match(text, /❌ \*\*Notices\*\* Channel for system status: what was chosen is gone/);
    assert.match(
      text,
      /⚠️ \*\*Permissions in this server\*\* The bot lacks: .*\[Give the bot these permissions\]\(http/,
    );
    assert.match(text, /❌ \*\*Messages that cannot be posted\*\* The channel no longer exists/);
    const admin = await signIn(app, guild.admin);
    const overview = await admin.get(`/guilds/${guild.id}`);
    assert.match(overview.text, /Setting up[\s\S]*href="\/guilds\/\d+\/settings\/notices"/);
    const page = await admin.get(`/guilds/${guild.id}/setup`);
    assert.equal(page.status, 200);
    assert.match(page.text, /Still missing: .*Access: who counts as staff/);
    const health = await admin.get(`/guilds/${guild.id}/health`);
    assert.match(health.text, /A message cannot be posted[\s\S]*The channel no longer exists/);
    const notices = await admin.get(`/guilds/${guild.id}/notices`);
    assert.match(notices.text, /One message could not be posted/);
  });
});

// The last one, because the Worker goes on without its token.
describe('without a bot token', () => {
  it('B22: the HTTP app is healthy, commands answer, and the status says why Discord is off', async () => {
    const guild = app.newGuild();
    Object.assign(app.stack.variables, { DISCORD_TOKEN: undefined });
    await app.stack.killWorker();
    await app.stack.startWorker();
    const response = await fetch(`${app.url}/health`);
    assert.equal(response.status, 200);
    const { state, dependencies } = (await response.json()) as {
      state: string;
      dependencies: Record<string, { state: string; reason?: string }>;
    };
    assert.equal(state, 'degraded');
    assert.equal(dependencies.database?.state, 'ok');
    assert.equal(dependencies.discord?.state, 'off');
    assert.match(dependencies.discord?.reason ?? '', /DISCORD_TOKEN.* missing/);

    const ping = await slash(app, guild, guild.member, 'ping');
    assert.match(textOf(ping.message), /Guildhall is here/);
    const status = await slash(app, guild, guild.admin, 'guildhall/status');
    assert.match(textOf(status.message), /Reading and posting in Discord: DISCORD_TOKEN .* missing/);
    const setup = await slash(app, guild, guild.admin, 'setup');
    assert.match(textOf(setup.message), /Setting up Guildhall/);

    // What has to be posted waits and says why, instead of taking anything down.
    await app.api(guild.id, 'PATCH', '/settings/notices', { values: { statusChannel: guild.channelId } });
    const made = await app.api(guild.id, 'POST', '/notices/status', { title: 'Slow', message: 'Slow.' });
    assert.equal(made.status, 201);
    await app.settle();
    const { body } = await app.api(guild.id, 'GET', `/notices/${made.body.id}`);
    assert.match(body.post.problem, /DISCORD_TOKEN/);
  });
});
