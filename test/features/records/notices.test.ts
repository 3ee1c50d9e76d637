import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { addWebhook } from '../../../scripts/local/discord/routes/webhooks.ts';
import { newRecordMessage } from '../../../src/features/records/discord/notice-message.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { press } from './support/life.ts';
import { PROBLEM, sayProblem } from './support/review.ts';

const KINDS = ['log', 'problem', 'part'] as const;

describe('posting new records to a channel webhook', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  beforeEach(() => {
    app.discord.control.clearScripts();
    app.claude.reset();
  });
  after(() => app.close());

  /** A guild whose new records go to a channel `log`, or to the one given. */
  async function newGuild(channelId?: string) {
    const guild = app.newGuild();
    const channel = app.discord.control.channel({ guild_id: guild.id, name: 'log' });
    const target = app.discord.state.data.channels.get(channelId ?? channel.id) ?? channel;
    return withWebhook(guild, target);
  }

  async function withWebhook(guild: TestGuild, channel: Parameters<typeof addWebhook>[1]) {
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'Records');
    const path = `/webhooks/${webhook.id}/${webhook.token}`;
    await settings(guild, { webhookUrl: `${app.discord.apiUrl}${path}` });
    return { guild, path, webhook, posts: () => app.discord.control.calls({ method: 'POST', path }) };
  }

  async function settings(guild: TestGuild, values: Record<string, unknown>): Promise<void> {
    const answer = await app.api(guild.id, 'PATCH', '/settings/records', { values });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }
  const create = (guild: TestGuild, kind: string, more: Record<string, unknown> = {}) =>
    app.api(guild.id, 'POST', '/records', { kind, title: `A ${kind}`, ...more });

  /** Reads a message into a record: the person saves the one suggestion. */
  async function save(guild: TestGuild, title = PROBLEM): Promise<void> {
    const target = sayProblem(app, guild, title);
    const { message } = await app.run({
      type: 'message-command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'Add to records',
      targetId: target.id,
    });
    await press(app, guild, guild.member, message, 'Save');
  }
  const saveFromMessage = async (guild: TestGuild, title?: string) => {
    await save(guild, title);
    await app.settle();
  };
  /** Posts that come together are packed, so what was posted is counted in embeds. */
  const titles = (posts: { body: unknown }[]) =>
    posts.flatMap(({ body }) => (body as { embeds: { title: string }[] }).embeds.map(({ title }) => title));

  it('A11: a log entry, a problem report and a part request made by API each arrive as one embed of their kind', async () => {
    const { guild, posts } = await newGuild();
    await app.api(guild.id, 'POST', '/machines', { name: 'Firepower' });
    const fields = { log: { worker: 'Sam' }, problem: { priority: 'high' }, part: { quantity: '2' } };
    for (const kind of KINDS) {
      await create(guild, kind, {
        machine: 'Firepower',
        fields: { details: 'More about it.', ...fields[kind] },
      });
    }
    await app.settle();
    const seen = posts()
      .map(({ body }) => body as { embeds: Record<string, unknown>[] })
      .flatMap((body) => body.embeds.map((embed) => ({ body: { ...body, embeds: [embed] } })))
      .sort((a, b) => String(a.body.embeds[0]?.title).localeCompare(String(b.body.embeds[0]?.title)));
    assert.equal(seen.length, 3);
    const stable = seen.map(({ body }) => ({
      ...body,
      embeds: body.embeds.map((embed) => ({ ...embed, timestamp: 'when it was made' })),
    }));
    const golden = new URL('./golden/new-records.json', import.meta.url);
    assert.deepEqual(stable, JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('A12: the master switch stops every post, a switch of a kind that kind alone', async () => {
    const { guild, posts } = await newGuild();
    await settings(guild, { outbound: false });
    for (const kind of KINDS) await create(guild, kind);
    await app.settle();
    assert.deepEqual(posts(), []);
    await settings(guild, { outbound: true, postParts: false });
    for (const kind of KINDS) await create(guild, kind);
    await app.settle();
    assert.deepEqual(titles(posts()).sort(), ['⚠️ Problem report #5: A problem', '🛠️ Log entry #4: A log']);
    await settings(guild, { webhookUrl: null });
    await create(guild, 'log');
    await app.settle();
    assert.equal(titles(posts()).length, 2);
  });

  it('A13: the API answers before Discord is called', async () => {
    const { guild, path, posts } = await newGuild();
    app.discord.control.script({ method: 'POST', path, delayMs: 1_500 });
    const { status } = await create(guild, 'log');
    assert.equal(status, 201);
    assert.deepEqual(posts(), [], 'Discord had not answered by then');
    await app.settle();
    assert.equal(posts().length, 1);
  });

  it('A13: with Discord down the API still creates, the post waits and is sent once Discord is back', async () => {
    const { guild, path, posts } = await newGuild();
    app.discord.control.script({ method: 'POST', path, status: 503, body: {}, times: 0 });
    const { status, body } = await create(guild, 'problem');
    assert.equal(status, 201);
    const delivery = async () =>
      (await app.sql`select state, attempts, error from deliveries where guild_id = ${guild.id}`)[0];
    await eventually('the post was tried and waits', async () => {
      const row = await delivery();
      return row?.state === 'queued' && Number(row.attempts) > 0;
    });
    assert.ok(posts().every((call) => call.status === 503));
    app.discord.control.clearScripts();
    await app.advance(10 * 60_000);
    await app.tick();
    assert.equal((await delivery())?.state, 'sent');
    assert.deepEqual(titles(posts().filter((call) => call.status < 300)), [
      `⚠️ Problem report #${body.number}: A problem`,
    ]);
  });

  it('names a webhook that is gone, and the next post goes to the new one', async () => {
    const { guild, webhook } = await newGuild();
    app.discord.state.data.webhooks.delete(webhook.id);
    await create(guild, 'log');
    await app.settle();
    const [row] = await app.sql`select state, error from deliveries where guild_id = ${guild.id}`;
    assert.equal(row?.state, 'failed');
    assert.match(String(row?.error), /webhook was deleted/);
    const channel = app.discord.control.channel({ guild_id: guild.id, name: 'log-2' });
    const { posts } = await withWebhook(guild, channel);
    await create(guild, 'log');
    await app.settle();
    assert.deepEqual(titles(posts()), ['🛠️ Log entry #2: A log']);
  });

  it('A10: records from messages can be off while posting goes on, and the other way round', async () => {
    const { guild, posts } = await newGuild();
    await settings(guild, { inbound: false });
    const target = sayProblem(app, guild);
    const { message } = await app.run({
      type: 'message-command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'Add to records',
      targetId: target.id,
    });
    assert.match(message.content, /switched off/);
    await create(guild, 'log');
    await app.settle();
    assert.equal(posts().length, 1);

    app.claude.reset();
    const other = await newGuild();
    await settings(other.guild, { outbound: false });
    await saveFromMessage(other.guild);
    assert.deepEqual(
      (await app.sql`select title from records where guild_id = ${other.guild.id}`).map(({ title }) => title),
      [PROBLEM],
    );
    assert.deepEqual(other.posts(), []);
  });

  it('F12: a record from a message is not posted back into its channel, unless the guild wants that', async () => {
    const guild = app.newGuild();
    const channel = app.discord.state.data.channels.get(guild.channelId);
    assert.ok(channel);
    const { posts, path } = await withWebhook(guild, channel);
    await saveFromMessage(guild);
    await saveFromMessage(guild, 'Display shows only zeros');
    assert.deepEqual(posts(), []);
    const asked = app.discord.control.calls({ method: 'GET', path });
    assert.equal(asked.length, 1, 'the channel of the webhook is asked for once');
    await create(guild, 'log');
    await app.settle();
    assert.equal(posts().length, 1, 'what came over the API is posted there');
    await settings(guild, { postBack: true });
    await saveFromMessage(guild, 'Coin door rattles');
    assert.equal(posts().length, 2);
  });

  it('F12: a record from a message is posted when the webhook belongs to another channel', async () => {
    const { guild, posts } = await newGuild();
    await saveFromMessage(guild);
    assert.deepEqual(titles(posts()), [`⚠️ Problem report #1: ${PROBLEM}`]);
  });

  it('F12: after the webhook was moved to the channel of the messages, the loop is seen within the hour', async () => {
    const { guild, posts, webhook } = await newGuild();
    await saveFromMessage(guild);
    assert.equal(posts().length, 1);
    webhook.channel_id = guild.channelId;
    await app.advance(61 * 60_000);
    await saveFromMessage(guild, 'Display shows only zeros');
    assert.equal(posts().length, 1);
  });

  it('F12: while Discord does not say where the webhook posts, nothing is posted and nothing lost', async () => {
    const { guild, path, posts } = await newGuild();
    app.discord.control.script({ method: 'GET', path, status: 503, body: {}, times: 0 });
    await save(guild);
    await eventually(
      'the question was asked',
      () => app.discord.control.calls({ method: 'GET', path }).length > 0,
    );
    assert.deepEqual(posts(), []);
    app.discord.control.clearScripts();
    await app.advance(60_000);
    await app.tick();
    assert.deepEqual(titles(posts()), [`⚠️ Problem report #1: ${PROBLEM}`]);
  });

  it('fits whatever a record can hold into one embed', () => {
    const record = {
      id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
      number: 2_147_483_647,
      kind: 'problem',
      title: '*'.repeat(100),
      fields: { details: '_'.repeat(1_000), priority: 'out of order' },
      status: 'open',
      machine: { id: 'x', name: '`'.repeat(80) },
      parentId: null,
      assigneeId: null,
      origin: 'api',
      channelId: null,
      messageId: null,
      createdBy: 'key:1',
      createdByName: '@everyone',
      createdAt: '2026-11-20T18:30:00.000Z',
      closedAt: null,
    } as const;
    const [embed] = newRecordMessage(record, '1').embeds ?? [];
    assert.ok([...(embed?.title ?? '')].length <= 256);
    assert.ok((embed?.description?.length ?? 0) <= 4_096);
  });
});
