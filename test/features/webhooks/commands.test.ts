import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { addWebhook } from '../../../scripts/local/discord/routes/webhooks.ts';
import { createTestApp, customIds, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { choices, modalOf, press, seen, slash, submit } from '../records/support/life.ts';
import { addRecord } from './support/endpoints.ts';

describe('/webhook', () => {
  let app: TestApp;
  let rx: Receiver;
  let guild: TestGuild;
  before(async () => {
    rx = await startReceiver();
    app = await createTestApp({ variables: { DNS_URL: `${rx.url}/dns-query` } });
  });
  beforeEach(() => {
    rx.clear();
    guild = app.newGuild();
  });
  after(async () => {
    await app.close();
    await rx.close();
  });

  const run = (name: string, options: Record<string, unknown> = {}) =>
    seen(app, guild, guild.admin, `webhook/${name}`, options);
  const add = async (kind: string, url: string, more: Record<string, unknown> = {}) => {
    const opened = await slash(app, guild, guild.admin, 'webhook/add', { kind, events: 'record.*', ...more });
    const [, , events] = modalOf(opened).components;
    return submit(app, guild, guild.admin, opened, {
      name: 'Board',
      url,
      events: events?.component.value ?? '',
    });
  };
  const secretIn = (text: string) => /whsec_[\w+/=]+/.exec(text)?.[0] ?? assert.fail(text);

  it('adds a program by a form, shows its secret once, and what is sent verifies with it', async () => {
    assert.match((await run('list')).content, /Nobody is told yet/);
    const added = await add('http', `${rx.url}/hook?key=hidden`);
    assert.match(textOf(added.message), /Added\.[\s\S]*Board[\s\S]*record\.\*/);
    assert.ok(!textOf(added.message).includes('hidden'), 'the address may hold a secret');
    assert.doesNotMatch(textOf(added.message), /whsec_/);
    const shown = await press(app, guild, guild.admin, added.message, 'New secret');
    const secret = secretIn(shown.message.content);
    assert.equal(Number(shown.message.flags) & 64, 64, 'only the person sees it');
    await addRecord(app, guild);
    await app.settle();
    const [request] = rx.to('/hook');
    assert.ok(request);
    new Webhook(secret).verify(request.body, request.headers);
    const kept = JSON.stringify([
      app.logs,
      await app.sql`select * from jobs where guild_id = ${guild.id}`,
      await app.sql`select * from audit_log where guild_id = ${guild.id}`,
      await app.sql`select * from webhook_endpoints where guild_id = ${guild.id}`,
    ]);
    assert.ok(!kept.includes(secret.slice(6, -4)) && !kept.includes('hidden'));
    assert.match(textOf(await run('list')), /Board[\s\S]*🟢 On · 24 h: 0 of 1 failed/);
  });

  it('adds one program even if the database’s answer gets lost and the form is worked on again', async () => {
    app.database.faults.loseAnswerTo(/^insert into "webhook_endpoints"/);
    const added = await add('http', `${rx.url}/once`);
    assert.match(textOf(added.message), /Added\./);
    const rows = await app.sql`select id from webhook_endpoints where guild_id = ${guild.id}`;
    assert.equal(rows.length, 1);
  });

  it('tells a channel by its Discord webhook, and says what is wrong with an address', async () => {
    const made = app.discord.control.channel({ guild_id: guild.id, name: 'feed' });
    const channel = app.discord.state.data.channels.get(made.id);
    assert.ok(channel);
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'Feed');
    const path = `/webhooks/${webhook.id}/${webhook.token}`;
    const wrong = await add('discord-webhook', 'https://example.com/hook');
    assert.match(textOf(wrong.message), /not the address of a Discord webhook/);
    const unsafe = await add('http', 'https://169.254.169.254/');
    assert.match(textOf(unsafe.message), /private or reserved/);
    const added = await add('discord-webhook', `${app.discord.apiUrl}${path}`);
    assert.match(textOf(added.message), /The channel is told/);
    assert.ok(!customIds(added.message).some((id) => id.includes('rotate')), 'Discord checks no signature');
    await addRecord(app, guild);
    await app.settle();
    assert.equal(app.discord.control.calls({ method: 'POST', path }).length, 1);
  });

  it('tests, pauses, resumes, recovers, rotates, shows the log and sends again', async () => {
    await add('http', `${rx.url}/hook`);
    assert.match(textOf(await run('test', { endpoint: 'Board', type: 'record.closed' })), /on its way/);
    await app.settle();
    assert.equal(JSON.parse(rx.to('/hook')[0]?.body ?? '{}').type, 'record.closed');

    assert.match(textOf(await run('pause', { endpoint: 'board' })), /🟡 Paused/);
    await addRecord(app, guild);
    await app.settle();
    assert.match(textOf(await run('recover', { endpoint: 'Board' })), /Switch it on first/);
    const on = await run('resume', { endpoint: 'Board' });
    assert.match(textOf(on), /One event was missed\. Sending takes about 1 second\./);
    const sent = await press(app, guild, guild.admin, on, 'Send what was missed');
    assert.match(sent.message.content, /One event is sent now/);
    await app.settle();
    assert.equal(rx.to('/hook').length, 2);

    rx.script('/hook', { status: 500, body: 'no' }, 200);
    await addRecord(app, guild);
    await app.settle();
    const failed = await run('log', { endpoint: 'Board', state: 'queued' });
    assert.match(textOf(failed), /⏳ `record\.created` waiting[\s\S]*answered 500/);
    const whole = await run('log', { endpoint: 'Board' });
    assert.equal(textOf(whole).match(/`record\.created`/g)?.length, 2);
    const select = customIds(whole).find((id) => id.startsWith('webhooks:replay'));
    const [waiting] =
      await app.sql`select id from deliveries where guild_id = ${guild.id} and state = 'queued'`;
    const again = await app.run({
      type: 'component',
      userId: guild.admin.id,
      channelId: guild.channelId,
      messageId: whole.id,
      customId: String(select),
      values: [String(waiting?.id)],
    });
    assert.match(textOf(again.message), /It is sent again/);
    await app.settle();
    assert.equal(rx.to('/hook').length, 4);

    const first = secretIn((await run('rotate', { endpoint: 'Board' })).content);
    const second = await run('rotate', { endpoint: 'Board' });
    assert.notEqual(secretIn(second.content), first);
    assert.match(second.content, /signs beside it until/);
  });

  it('removes only after a second yes, and says before what is lost', async () => {
    const added = await add('http', `${rx.url}/hook`);
    rx.script('/hook', 500);
    await addRecord(app, guild);
    await app.settle();
    const asked = await run('remove', { endpoint: 'Board' });
    assert.match(textOf(asked), /Delete “Board”\?[\s\S]*1 deliveries that wait/);
    const kept = await press(app, guild, guild.admin, asked, 'Keep it');
    assert.match(textOf(kept.message), /Board · 🟠 On, failing/);
    const again = await press(app, guild, guild.admin, kept.message, 'Delete');
    const gone = await press(app, guild, guild.admin, again.message, 'Delete for good');
    assert.match(textOf(gone.message), /Board\*\* is deleted/);
    assert.match(textOf(await run('show', { endpoint: 'Board' })), /no endpoint of that name/);
    const stale = await press(app, guild, guild.admin, added.message, 'Pause');
    assert.match(textOf(stale.message), /no such endpoint/);
  });

  it('offers endpoints and events while typing', async () => {
    await add('http', `${rx.url}/hook`);
    const [one] = await choices(app, guild, guild.admin, 'webhook/show', 'endpoint', { endpoint: 'oar' });
    assert.equal(one?.name, 'Board');
    assert.match(textOf(await run('show', { endpoint: one?.value })), /Board/);
    const events = await choices(app, guild, guild.admin, 'webhook/add', 'events', {
      kind: 'http',
      events: 'machine.*, record.c',
    });
    assert.ok(events.some(({ value }) => value === 'machine.*, record.created'));
    assert.ok(events.every(({ value }) => value.startsWith('machine.*, record.c')));
  });
});
