import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalWorker } from '../../../scripts/local/worker.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';

const key = (letter: string) => Buffer.alloc(32, letter).toString('base64');
const OLD = `k1:${key('a')}`;
const ROTATED = `k2:${key('b')},k1:${key('a')}`;
const SECRET = 'sk-ant-local-guild-key-of-the-test-77';

let app: TestApp;
let guild: TestGuild;

before(async () => {
  app = await createTestApp({ variables: { ENCRYPTION_KEYS: OLD } });
  guild = app.newGuild();
});
after(() => app.close());

/** The next version of the Worker beside the running one: same database, other variables. */
const nextWorker = (variables: Record<string, string>) =>
  startLocalWorker({
    port: 0,
    variables: { ...(app.stack.variables as Record<string, string>), ...variables },
  });

const dump = async () => JSON.stringify(await app.sql`select * from guild_settings`);
const rowOf = async () =>
  (await app.sql`select values ->> 'anthropicKey' as sealed from guild_settings where feature = 'records'`)[0]
    ?.sealed;

describe('secrets of a guild', () => {
  it('G10: are nowhere in the database, the answers or the log, only encrypted and as their last four characters', async () => {
    const saved = await app.api(guild.id, 'PATCH', '/settings/records', { values: { anthropicKey: SECRET } });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    assert.equal(saved.body.values.anthropicKey, `••••${SECRET.slice(-4)}`);
    assert.match(String(await rowOf()), /^sealed:k1:/);
    const everything = [
      await dump(),
      JSON.stringify(await app.sql`select * from audit_log`),
      app.logs.join(),
    ];
    for (const text of everything) assert.ok(!text.includes(SECRET));
  });

  it('G10: go on to be read after a new key was put in front, and are sealed with it when they are saved again', async () => {
    const rotated = await nextWorker({ ENCRYPTION_KEYS: ROTATED });
    try {
      const headers = {
        authorization: `Bearer ${await app.apiKey(guild.id)}`,
        'content-type': 'application/json',
      };
      const url = `${rotated.url}/api/v1/guilds/${guild.id}/settings/records`;
      const shown = (await (await fetch(url, { headers })).json()) as { values: { anthropicKey: string } };
      assert.equal(shown.values.anthropicKey, `••••${SECRET.slice(-4)}`, 'read with the old key');
      const body = JSON.stringify({ values: { anthropicKey: `${SECRET}-2` } });
      assert.equal((await fetch(url, { method: 'PATCH', headers, body })).status, 200);
      assert.match(String(await rowOf()), /^sealed:k2:/);
    } finally {
      await rotated.close();
    }
  });

  it('G10: a bot token is rotated without downtime: the old version answers until the new one does', async () => {
    const { discord } = app;
    const ping = (target: string) => {
      app.discord.control.application({ interactions_endpoint_url: `${target}/interactions` });
      const { member, channelId } = guild;
      return app.run({ type: 'command', userId: member.id, channelId, commandName: 'guildhall/help' });
    };
    assert.ok((await ping(app.url)).message.embeds.length + (await ping(app.url)).message.content.length > 0);
    const token = `${discord.botToken}x`;
    const next = await nextWorker({ DISCORD_TOKEN: token, PUBLIC_URL: app.url });
    try {
      discord.state.data.botToken = token;
      const during = await ping(app.url);
      assert.equal(during.type, 4, 'what needs no token goes on with the old version');
      const after = await ping(next.url);
      assert.equal(after.type, 4);
      const target = app.say(guild.channelId, guild.member, 'The left flipper of the machine is broken.');
      const read = await app.run({
        type: 'message-command',
        userId: guild.member.id,
        channelId: guild.channelId,
        commandName: 'Add to records',
        targetId: target.id,
      });
      assert.ok(read.message.embeds.length > 0, 'and what needs it works with the new one');
    } finally {
      await next.close();
      discord.state.data.botToken = discord.botToken;
      app.discord.control.application({ interactions_endpoint_url: `${app.url}/interactions` });
    }
  });
});
