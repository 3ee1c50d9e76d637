import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { addWebhook } from '../../../scripts/local/discord/routes/webhooks.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { slash } from '../records/support/life.ts';
import { addEndpoint, addRecord, get, listDeliveries } from './support/endpoints.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
beforeEach(() => app.discord.control.clearScripts());
after(() => app.close());

type Embed = Record<string, unknown> & { title?: string; description?: string };

/** A Discord webhook in a channel of its own, set up as an endpoint. */
async function newEndpoint(guild: TestGuild, input: Record<string, unknown> = {}) {
  const made = app.discord.control.channel({ guild_id: guild.id, name: 'feed' });
  const channel = app.discord.state.data.channels.get(made.id);
  assert.ok(channel);
  const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'Feed');
  const path = `/webhooks/${webhook.id}/${webhook.token}`;
  const url = `${app.discord.apiUrl}${path}`;
  const { id } = await addEndpoint(app, guild, { kind: 'discord-webhook', url, ...input });
  const calls = (method: string) =>
    app.discord.control.calls({ method, path }).filter(({ status }) => status < 300);
  const embedsOf = (call: { body: unknown }) => (call.body as { embeds: Embed[] }).embeds;
  return {
    id,
    path,
    webhook,
    posts: () => calls('POST'),
    edits: () => calls('PATCH'),
    all: () => app.discord.control.calls({ method: 'POST', path }),
    titles: () => calls('POST').flatMap((call) => embedsOf(call).map(({ title }) => String(title))),
    embeds: () => calls('POST').flatMap(embedsOf),
  };
}

describe('Discord channels as destinations', () => {
  it('F03: events arrive as the embeds of their kind, and only those that were asked for', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild, { events: ['record.created', 'record.closed'] });
    const other = await newEndpoint(guild, { events: ['settings.*'] });
    const record = await addRecord(app, guild, { title: 'Left *flipper* stays up @everyone' });
    await app.api(guild.id, 'POST', `/records/${record.id}/comments`, { body: 'Looking at it.' });
    await app.api(guild.id, 'POST', `/records/${record.id}/close`, { reason: 'New coil stop.' });
    await app.api(guild.id, 'PATCH', '/settings/records', { values: { postBack: true } });
    await app.settle();
    const stable = (embeds: Embed[]) => embeds.map((embed) => ({ ...embed, timestamp: 'then' }));
    const golden = new URL('./golden/discord-embeds.json', import.meta.url);
    const seen = { records: stable(target.embeds()), settings: stable(other.embeds()) };
    assert.deepEqual(seen, JSON.parse(readFileSync(golden, 'utf8')));
    for (const { body } of [...target.posts(), ...other.posts()]) {
      assert.deepEqual((body as { allowed_mentions: unknown }).allowed_mentions, { parse: [] });
    }
  });

  it('F03: a 429 is waited out without using up a try', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild);
    app.discord.control.script({
      method: 'POST',
      path: target.path,
      status: 429,
      body: { message: 'slow down', retry_after: 30, global: false },
      headers: { 'retry-after': '30', 'x-ratelimit-scope': 'user' },
    });
    await addRecord(app, guild);
    await app.settle();
    const [waiting] = await listDeliveries(app, guild);
    assert.deepEqual([waiting?.state, waiting?.attempts], ['queued', 0]);
    assert.ok(Date.parse(String(waiting?.nextAt)) - app.now() > 25 * SECOND);
    await app.advance(70 * SECOND);
    await app.tick();
    assert.equal(target.posts().length, 1);
  });

  it('F03: a webhook that was deleted is switched off at once, and people are told', async () => {
    const guild = app.newGuild();
    const alerts = app.discord.control.channel({ guild_id: guild.id, name: 'alerts' });
    await app.api(guild.id, 'PATCH', '/settings/webhooks', { values: { alertChannel: alerts.id } });
    const target = await newEndpoint(guild);
    app.discord.state.data.webhooks.delete(target.webhook.id);
    await addRecord(app, guild);
    const told = () =>
      app.discord.control
        .calls({ method: 'POST', path: `/channels/${alerts.id}/messages` })
        .map(({ body }) => body);
    await eventually('people are told', () => told().length === 1);
    assert.match(JSON.stringify(told()), /switched off[\s\S]*webhook was deleted/);
    const endpoint = await get(app, guild, `/webhooks/endpoints/${target.id}`);
    assert.deepEqual([endpoint.state, endpoint.reason], ['disabled', 'gone']);
    await addRecord(app, guild);
    await app.settle();
    assert.equal(target.all().length, 1, 'Discord is not asked again');
    assert.deepEqual(
      (await listDeliveries(app, guild)).map(({ state }) => state),
      ['held', 'failed'],
    );
  });

  it('refuses addresses that are no webhook of this server', async () => {
    const guild = app.newGuild();
    const elsewhere = await newEndpoint(app.newGuild());
    for (const url of [
      'https://example.com/api/webhooks/1/x',
      `${app.discord.apiUrl}/webhooks/999999999999999999/${'x'.repeat(68)}`,
      `${app.discord.apiUrl}${elsewhere.path}`,
    ]) {
      const { status, body } = await app.api(guild.id, 'POST', '/webhooks/endpoints', {
        name: 'x',
        kind: 'discord-webhook',
        url,
        events: ['*'],
      });
      assert.equal(status, 422, JSON.stringify(body));
    }
  });

  it('F17: 300 notices to one webhook become at most 30 posts, in order, without a single 429', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild, { events: ['record.created'] });
    for (let start = 0; start < 300; start += 30) {
      await Promise.all(Array.from({ length: 30 }, () => addRecord(app, guild)));
    }
    await eventually('all have arrived', () => target.embeds().length >= 300, 90 * SECOND);
    await app.settle();
    assert.equal(target.embeds().length, 300);
    assert.ok(target.posts().length <= 30, `${target.posts().length} posts`);
    assert.deepEqual(
      target.all().filter(({ status }) => status !== 200),
      [],
    );
    const order = await app.sql`select data->'record'->>'number' as number from signals
      where guild_id = ${guild.id} and type = 'record.created' order by sequence`;
    const numbers = target.titles().map((title) => /#(\d+)/.exec(title)?.[1]);
    assert.deepEqual(
      numbers,
      order.map(({ number }) => number),
    );
    const times = target.posts().map(({ at }) => at);
    for (const [at, time] of times.entries()) {
      const sixth = times[at + 5];
      const more = times[at + 30];
      assert.ok(sixth === undefined || sixth - time >= 2_000, 'at most 5 in 2 seconds');
      assert.ok(more === undefined || more - time >= 60_000, 'at most 30 in a minute');
    }
  });

  it('while Discord is down order is kept, and one post that it refuses does not hold up the others', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild, { events: ['record.created'] });
    app.discord.control.script({ method: 'POST', path: target.path, status: 503, body: {}, times: 0 });
    for (let count = 0; count < 3; count++) await addRecord(app, guild);
    await app.settle();
    assert.equal(target.posts().length, 0);
    await addRecord(app, guild);
    await app.settle();
    app.discord.control.clearScripts();
    await app.advance(40 * SECOND);
    await app.tick();
    assert.deepEqual(
      target.titles().map((title) => /#(\d+)/.exec(title)?.[1]),
      ['1', '2', '3', '4'],
    );
    await app.sql`update deliveries set body = '{"embeds": [{"title": "x", "url": "no address"}]}' where guild_id = ${guild.id}`;
    const log = await listDeliveries(app, guild);
    const bad = log.at(1)?.id;
    await app.sql`update deliveries set body = '{"embeds": [{"title": "fine"}]}' where guild_id = ${guild.id} and id <> ${bad}`;
    await app.api(guild.id, 'POST', '/webhooks/deliveries/replay', { deliveries: log.map(({ id }) => id) });
    await eventually('all are over', async () =>
      (await listDeliveries(app, guild)).every(({ state }) => state !== 'queued'),
    );
    const states = new Map((await listDeliveries(app, guild)).map(({ id, state }) => [id, state]));
    assert.deepEqual(
      log.map(({ id }) => states.get(id)),
      log.map(({ id }) => (id === bad ? 'failed' : 'sent')),
    );
  });

  it('a test does not wait behind what failed; when it arrives, what waited follows at once and in order', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild, { events: ['record.created'] });
    app.discord.control.script({ method: 'POST', path: target.path, status: 503, body: {}, times: 0 });
    await addRecord(app, guild);
    await app.settle();
    await app.advance(40 * SECOND);
    await app.tick();
    await addRecord(app, guild);
    await app.settle();
    const test = () => app.api(guild.id, 'POST', `/webhooks/endpoints/${target.id}/test`, {});
    const failed = await test();
    await app.settle();
    const stateOf = async (id: string) => (await get(app, guild, `/webhooks/deliveries/${id}`)).state;
    assert.equal(await stateOf(failed.body.deliveryId), 'failed', 'its answer is wanted now or not at all');
    const waits = (await listDeliveries(app, guild, '?state=queued')).map(({ nextAt }) =>
      Date.parse(`${nextAt}`),
    );
    assert.ok(waits.length === 2 && waits.every((at) => at - app.now() > 3 * MINUTE), String(waits));
    app.discord.control.clearScripts();
    const body = { message: 'You are being rate limited.', retry_after: 30, global: false };
    const headers = { 'retry-after': '30', 'x-ratelimit-scope': 'user' };
    app.discord.control.script({ method: 'POST', path: target.path, status: 429, body, headers });
    const arrived = await test();
    await app.settle();
    await app.advance(40 * SECOND);
    await addRecord(app, guild);
    await app.settle();
    assert.equal(await stateOf(arrived.body.deliveryId), 'sent');
    assert.equal((await listDeliveries(app, guild, '?state=queued')).length, 0);
    const numbers = target.titles().flatMap((title) => /#(\d+)/.exec(title)?.[1] ?? []);
    assert.deepEqual(numbers, ['1', '2', '3'], 'though the test was told to wait, nothing overtook');
  });

  it('F-I2: five status events of one record are one post and four edits, each in the log; another record gets its own post', async () => {
    const guild = app.newGuild();
    const events = ['record.created', 'record.closed', 'record.reopened'];
    const target = await newEndpoint(guild, { mode: 'upsert', events });
    const record = await addRecord(app, guild);
    await app.api(guild.id, 'POST', `/records/${record.id}/comments`, { body: 'Not asked for.' });
    for (const verb of ['close', 'reopen', 'close', 'reopen'])
      await app.api(guild.id, 'POST', `/records/${record.id}/${verb}`, { reason: `To ${verb}` });
    await addRecord(app, guild, { title: 'Other' });
    const sent = (count: number) =>
      eventually('all are sent', async () => {
        const log = await listDeliveries(app, guild);
        return log.length === count && log.every(({ state }) => state === 'sent');
      });
    await sent(6);
    assert.equal(target.posts().length, 2);
    assert.equal(target.edits().length, 4);
    assert.equal(new Set(target.edits().map(({ path }) => path)).size, 1);
    assert.match(JSON.stringify(target.edits().at(-1)?.body), /To reopen/);

    const closed = await listDeliveries(app, guild, '?type=record.closed');
    assert.equal(closed.length, 2, 'the log is filtered as for programs');
    const { tries } = await get(app, guild, `/webhooks/deliveries/${closed[0]?.id}`);
    assert.equal(tries[0].response.status, 200);
    await app.api(guild.id, 'POST', `/webhooks/deliveries/${closed[0]?.id}/replay`);
    await eventually('it is edited again', () => target.edits().length === 5);
    await sent(6);
    assert.equal(target.posts().length, 2, 'sending again edits as well');

    const [message] = target.posts().map(({ response }) => (response as { id: string }).id);
    assert.ok(message);
    app.discord.control.script({
      method: 'PATCH',
      path: `${target.path}/messages/${message}`,
      status: 404,
      body: { message: 'Unknown Message', code: 10008 },
    });
    await app.api(guild.id, 'POST', `/records/${record.id}/close`, {});
    await eventually('it is posted anew', () => target.posts().length === 3);
  });

  it('F-I3: what one person does is gathered until 5 minutes of quiet, 15 at most; what is urgent goes at once', async () => {
    const guild = app.newGuild();
    const target = await newEndpoint(guild, {
      events: ['record.*'],
      digest: { quietMinutes: 5, capMinutes: 15, bypass: ['record.closed'] },
    });
    const record = await addRecord(app, guild);
    const wait = async (minutes: number) => {
      await app.advance(minutes * MINUTE + 31 * SECOND);
      await app.tick();
    };
    for (let count = 0; count < 3; count++) {
      await app.settle();
      await wait(4);
      assert.equal(target.posts().length, 0, `still gathering after ${count}`);
      await addRecord(app, guild);
    }
    await app.settle();
    await wait(3);
    assert.equal(target.posts().length, 1, 'the cap is reached');
    const [embed] = target.embeds();
    assert.equal(embed?.title, '4 events');
    assert.equal(embed?.description?.split('\n').length, 4);

    await addRecord(app, guild);
    await app.api(guild.id, 'POST', `/records/${record.id}/close`, {});
    await eventually('the urgent one is there', () => target.posts().length === 2);
    await wait(5);
    assert.equal(target.posts().length, 3, 'quiet for five minutes');

    await addRecord(app, guild);
    await slash(app, guild, guild.admin, 'record/comment', { record: '1', text: 'Mine.' });
    await addRecord(app, guild);
    await app.settle();
    await wait(5);
    assert.equal(target.posts().length, 5, 'one for each person');
    assert.deepEqual(target.embeds().filter(({ title }) => title === '2 events').length, 1);
    const log = await listDeliveries(app, guild);
    assert.ok(log.every(({ state }) => state === 'sent'));
  });
});
