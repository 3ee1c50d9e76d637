import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { allHandled, gatewayStatus, handled, shardOf } from '../core/gateway/support/listening.ts';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../support/app.ts';
import { signIn } from '../support/dashboard.ts';
import { eventually } from '../support/eventually.ts';

const IDENTIFY = 2;
/** MESSAGE_CONTENT and GUILD_MEMBERS, as an application's flags tell them. */
const CONTENT_FLAGS = (1 << 18) | (1 << 19);

describe('the gateway as admins see it', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp({ probe: true, gateway: true });
    guild = app.newGuild();
  });
  after(() => app.close());

  const control = () => app.discord.control.gateway;
  const inTime = (what: string, condition: () => Promise<boolean>) =>
    eventually(what, async () => {
      if (await condition()) return true;
      await app.advance(3_000);
      await app.tick();
      return false;
    });
  const phase = async () => (await gatewayStatus(app)).shards[0]?.phase;
  const connected = () => inTime('it is connected', async () => (await phase()) === 'ready');
  beforeEach(connected);

  const say = (text: string) => app.say(guild.channelId, guild.member, text);
  const command = async (commandName: string, options: Record<string, string> = {}) =>
    textOf(
      (
        await app.run({
          type: 'command',
          userId: guild.admin.id,
          channelId: guild.channelId,
          commandName,
          options,
        })
      ).message,
    );
  const health = async () =>
    (await (await fetch(`${app.url}/health`)).json()) as {
      dependencies: Record<string, { state: string; reason?: string }>;
      gateway: { shards: { phase: string; lastEventAgeSeconds: number | null }[] };
    };
  const signals = async (type: string) => {
    await app.settle();
    const rows = await app.sql`select data from signals where guild_id = ${guild.id} and type = ${type}`;
    return rows.map(({ data }) => data as Record<string, unknown>);
  };

  it('begins by itself, and says in health, dashboard, API and Discord that it is well', async () => {
    say('probe hello');
    await allHandled(app, guild, 1);
    const { dependencies, gateway } = await health();
    assert.deepEqual(dependencies.gateway, { state: 'ok' });
    assert.equal(gateway.shards.length, 1);
    assert.ok((gateway.shards[0]?.lastEventAgeSeconds ?? 99) < 30);
    const { status, body } = await app.api(guild.id, 'GET', '/gateway');
    assert.equal(status, 200);
    assert.deepEqual([body.state, body.listens, body.shards[0].phase], ['ok', true, 'ready']);
    assert.equal(body.shards[0].identifies, 1);
    const admin = await signIn(app, guild.admin);
    const page = await admin.get(`/guilds/${guild.id}/gateway`);
    assert.match(page.text, /Guildhall hears what happens in Discord/);
    assert.match(page.text, /Connected/);
    assert.match(
      await command('gateway/status'),
      /✅ \*\*Guildhall hears what happens in Discord\.\*\*\nConnected/,
    );
  });

  it('shows nothing of other servers, and nothing to members', async () => {
    const other = app.newGuild();
    const { body } = await app.api(guild.id, 'GET', '/gateway');
    assert.doesNotMatch(JSON.stringify(body), new RegExp(other.id));
    const member = await signIn(app, guild.member);
    assert.equal((await member.get(`/guilds/${guild.id}/gateway`)).status, 403);
  });

  it('G05: stops for good when Discord refuses an intent, names it, tells admins, and goes on when it is switched on', async () => {
    const { flags } = app.discord.control.application({});
    app.discord.control.application({ flags: Number(flags) & ~CONTENT_FLAGS });
    control().forget();
    control().cut();
    await inTime('it stops', async () => (await phase()) === 'halted');
    const before = control().received(IDENTIFY).length;
    const { reason = '' } = (await health()).dependencies.gateway ?? {};
    assert.match(reason, /Message Content Intent \(MESSAGE_CONTENT\)/);
    assert.match(reason, /Privileged Gateway Intents on the page Bot .*discord\.com\/developers/);
    assert.match(await command('gateway/status'), /Something is missing[\s\S]*Message Content Intent/);
    const admin = await signIn(app, guild.admin);
    assert.match((await admin.get(`/guilds/${guild.id}/gateway`)).text, /Message Content Intent/);
    assert.match((await admin.get(`/guilds/${guild.id}/health`)).text, /Message Content Intent/);
    const [alert] = await inTimeSignals('gateway.halted');
    assert.equal(alert?.code, 4014);
    for (let minute = 0; minute < 3; minute += 1) {
      await app.advance(60_000);
      await app.tick();
    }
    assert.equal(control().received(IDENTIFY).length, before, 'it does not try by itself');

    app.discord.control.application({ flags: Number(flags) });
    assert.match(await command('gateway/reconnect'), /connects again/);
    await connected();
    assert.equal((await inTimeSignals('gateway.recovered')).length, 1);
    assert.equal((await signals('gateway.halted')).length, 1);
    assert.deepEqual((await health()).dependencies.gateway, { state: 'ok' });
    const audit =
      await app.sql`select action from audit_log where guild_id = ${guild.id} and action like 'gateway.%'`;
    assert.deepEqual(audit, [{ action: 'gateway.reconnect' }]);
  });

  for (const code of [4010, 4011, 4012, 4013]) {
    it(`stops for good after ${code} and says why; connecting again by the dashboard helps`, async () => {
      control().close({ code });
      await eventually('it stops', async () => (await phase()) === 'halted');
      const { state, reason = '' } = (await health()).dependencies.gateway ?? { state: '' };
      assert.equal(state, 'off');
      assert.match(reason, /then press “Connect again” on the gateway page/);
      const admin = await signIn(app, guild.admin);
      const answer = await admin.post(`/guilds/${guild.id}/gateway/reconnect`, {});
      assert.equal(answer.status, 303);
      await connected();
    });
  }

  it('listens no more when an admin says so, by API, and goes on when told; the bot is offline meanwhile', async () => {
    for (const { id } of (await gatewayStatus(app)).shards.flatMap(({ guildIds }) =>
      guildIds.map((id) => ({ id })),
    ))
      if (id !== guild.id) await app.api(id, 'PATCH', '/settings/gateway', { values: { listen: false } });
    await app.settle();
    assert.equal(await phase(), 'ready', 'one server still wants it');
    const own = control()
      .report()
      .sessions.find(({ state }) => state === 'connected')?.id;
    assert.ok(own);
    const { handled: before } = await handled(app, guild);
    assert.equal(
      (await app.api(guild.id, 'PATCH', '/settings/gateway', { values: { listen: false } })).status,
      200,
    );
    await eventually('it is stopped', async () => (await phase()) === 'stopped');
    assert.ok(
      !control()
        .report()
        .sessions.some(({ id }) => id === own),
      'its session is over',
    );
    say('probe that nobody hears');
    for (let minute = 0; minute < 2; minute += 1) {
      await app.advance(60_000);
      await app.tick();
    }
    assert.equal(await phase(), 'stopped', 'that holds');
    assert.match((await health()).dependencies.gateway?.reason ?? '', /An admin of each server/);
    assert.match(await command('gateway/status'), /does not listen to this server/);

    await command('settings/change', { feature: 'gateway', setting: 'listen', value: 'on' });
    await connected();
    say('probe that is heard');
    await allHandled(app, guild, before + 1);
    assert.equal((await handled(app, guild)).handled, before + 1);
  });

  it('leaves out a server whose admins do not want it, while others are heard', async () => {
    const quiet = app.newGuild();
    await app.api(quiet.id, 'PATCH', '/settings/gateway', { values: { listen: false } });
    await app.settle();
    const { handled: before } = await handled(app, guild);
    app.say(quiet.channelId, quiet.member, 'probe in private');
    say('probe in public');
    await allHandled(app, guild, before + 1);
    assert.deepEqual(await handled(app, quiet), { called: 0, handled: 0 });
  });

  it('is degraded when Discord gives no sign of life for a minute, and says for how long', async () => {
    control().refuse({ status: 503 });
    control().cut();
    await app.advance(150_000);
    await app.tick();
    const { state, reason = '' } = (await health()).dependencies.gateway ?? { state: '' };
    assert.equal(state, 'degraded');
    assert.match(reason, /No sign from Discord for 2 min\. Discord's gateway answered 503\./);
    control().accept();
  });

  it('G05: stops for good when Discord does not take the token, without trying it again', async () => {
    control().close({ code: 4004 });
    await eventually('it stops', async () => (await shardOf(app)).phase === 'halted');
    control().clearReceived();
    const { reason = '' } = (await health()).dependencies.gateway ?? {};
    assert.match(reason, /Discord does not accept the bot token\. Copy the token again from the page Bot/);
    for (let minute = 0; minute < 5; minute += 1) {
      await app.advance(60_000);
      await app.tick();
    }
    assert.deepEqual(control().received(IDENTIFY), []);
    assert.equal((await app.api(guild.id, 'POST', '/gateway/reconnect')).status, 202);
  });

  const inTimeSignals = (type: string) =>
    eventually(`a signal ${type}`, async () => {
      const found = await signals(type);
      return found.length > 0 ? found : undefined;
    }).then((found) => found ?? []);
});
