import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addWebhook } from '../../../scripts/local/discord/routes/webhooks.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { addRecord } from './support/endpoints.ts';

describe('webhooks in the dashboard', () => {
  let app: TestApp;
  let rx: Receiver;
  let guild: TestGuild;
  let admin: Visitor;
  let base: string;
  before(async () => {
    rx = await startReceiver();
    app = await createTestApp({ variables: { DNS_URL: `${rx.url}/dns-query` } });
    guild = app.newGuild();
    admin = await signIn(app, guild.admin);
    base = `/guilds/${guild.id}/webhooks`;
  });
  after(async () => {
    await app.close();
    await rx.close();
  });

  const linkTo = (html: string, pattern: RegExp) => pattern.exec(html)?.[1] ?? assert.fail(`no ${pattern}`);

  it('sets an endpoint up, shows its secret once, logs, tests, replays, pauses, recovers and deletes by forms', async () => {
    assert.match((await admin.get(base)).text, /Nobody is told yet/);
    await admin.get(`${base}/new`);
    const made = await admin.post(`${base}/new`, {
      name: 'Board',
      kind: 'http',
      url: `${rx.url}/hook`,
      events: 'record.*',
    });
    assert.equal(made.status, 200, made.text);
    const secret = linkTo(made.text, /<code>(whsec_[^<]+)<\/code>/);
    const path = linkTo(made.text, /href="(\/guilds\/\d+\/webhooks\/[\da-f-]{36})"/);
    const shown = await admin.get(path);
    assert.ok(!shown.text.includes(secret));
    assert.ok(shown.text.includes(`••••${secret.slice(-4)}`));

    rx.script('/hook', { status: 200, body: 'thanks <b>' });
    await addRecord(app, guild);
    await app.settle();
    const log = await admin.get(path);
    assert.match(log.text, /record\.created[\s\S]*Sent/);
    assert.match((await admin.get(base)).text, /0 of 1 failed/);
    const delivery = linkTo(log.text, /href="(\/guilds\/\d+\/webhooks\/deliveries\/[\da-f-]{36})"/);
    const opened = await admin.get(delivery);
    assert.match(opened.text, /Left flipper stays up/);
    assert.match(opened.text, /thanks &lt;b&gt;/);
    assert.match(opened.text, /webhook-id: msg_/);
    assert.equal((await admin.post(`${delivery}/replay`)).status, 303);
    await app.settle();
    assert.equal(rx.requests.filter(({ path: to }) => to === '/hook').length, 2);

    const tested = await admin.post(`${path}/test`);
    assert.equal(tested.status, 303, tested.text);
    await app.settle();
    assert.match((await admin.get(tested.location ?? '')).text, /webhook\.ping/);

    assert.equal((await admin.post(`${path}/pause`)).status, 303);
    await addRecord(app, guild, { title: 'Missed' });
    await app.settle();
    const refused = await admin.post(`${path}/recover`);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Switch it on first/);
    assert.equal((await admin.post(`${path}/enable`)).status, 303);
    assert.match((await admin.get(path)).text, /One event was missed since/);
    assert.equal((await admin.post(`${path}/recover`)).status, 303);
    await app.settle();
    assert.ok(rx.requests.some(({ body }) => body.includes('Missed')));

    const rotated = await admin.post(`${path}/rotate`);
    assert.equal(rotated.status, 200);
    assert.notEqual(linkTo(rotated.text, /<code>(whsec_[^<]+)<\/code>/), secret);
    assert.match(rotated.text, /The old one signs beside it until/);

    const version = linkTo((await admin.get(`${path}/edit`)).text, /name="version" value="(\d+)"/);
    const edit = { name: 'Screen', events: ['record.created', 'machine.*'], version };
    assert.equal((await admin.post(`${path}/edit`, edit)).status, 303);
    assert.equal((await admin.post(`${path}/edit`, edit)).status, 409);

    assert.match((await admin.get(`${path}/delete`)).text, /Delete Screen\?/);
    assert.equal((await admin.post(`${path}/delete`)).status, 303);
    assert.equal((await admin.get(path)).status, 404);
  });

  it('says by each input what is wrong with it', async () => {
    await admin.get(`${base}/new`);
    const wrong = await admin.post(`${base}/new`, { name: '', kind: 'http', url: '' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="problem-name">Give a name\./);
    assert.match(wrong.text, /id="problem-url">Give an address\./);
    assert.match(wrong.text, /Choose at least one event type\./);
    const unsafe = await admin.post(`${base}/new`, { name: 'x', url: 'http://10.0.0.1/', events: '*' });
    assert.equal(unsafe.status, 422);
    assert.match(unsafe.text, /id="problem-url">/);
  });

  it('sets conditions and digests by the form, and shows them as they were typed', async () => {
    await admin.get(`${base}/new`);
    const made = await admin.post(`${base}/new`, {
      name: 'Parts',
      kind: 'http',
      url: `${rx.url}/parts`,
      events: 'record.*',
      'condition.path': ['data.record.kind', '', 'data.record.number'],
      'condition.op': ['in', 'eq', 'gte'],
      'condition.value': ['part, "log"', '', '1'],
    });
    const id = linkTo(made.text, /webhooks\/([\da-f-]{36})"/);
    const stored = async () =>
      (await app.sql`select conditions, digest, mode from webhook_endpoints where id = ${id}`)[0];
    assert.deepEqual((await stored())?.conditions, [
      { path: 'data.record.kind', op: 'in', value: ['part', 'log'] },
      { path: 'data.record.number', op: 'gte', value: 1 },
    ]);
    const edit = await admin.get(`${base}/${id}/edit`);
    assert.match(edit.text, /name="condition.path" value="data\.record\.kind"/);
    assert.match(edit.text, /name="condition.value" value="part, log"/);
    assert.doesNotMatch(edit.text, /name="digest"/, 'only channels gather');
    await addRecord(app, guild, { kind: 'problem' });
    await addRecord(app, guild, { kind: 'part' });
    await app.settle();
    assert.deepEqual(
      rx.to('/parts').map(({ body }) => JSON.parse(body).data.record.kind),
      ['part'],
    );
    const version = linkTo(edit.text, /name="version" value="(\d+)"/);
    const wrong = await admin.post(`${base}/${id}/edit`, {
      name: 'Parts',
      events: 'record.*',
      version,
      'condition.path': 'record.kind',
      'condition.op': 'eq',
      'condition.value': 'part',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="field-conditions">[\s\S]*Begin with data\./);
    assert.match(wrong.text, /name="condition.path" value="record\.kind"/);

    const made2 = app.discord.control.channel({ guild_id: guild.id, name: 'feed' });
    const channel = app.discord.state.data.channels.get(made2.id);
    assert.ok(channel);
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'Feed');
    const feed = await admin.post(`${base}/new`, {
      name: 'Feed',
      kind: 'discord-webhook',
      url: `${app.discord.apiUrl}/webhooks/${webhook.id}/${webhook.token}`,
      events: 'record.*',
      mode: 'post',
      digest: 'on',
      'digest.quietMinutes': '3',
      'digest.capMinutes': '10',
      'digest.bypass': 'record.closed, machine.*',
    });
    const path = feed.location ?? assert.fail(feed.text);
    const [row] = await app.sql`select digest from webhook_endpoints where name = 'Feed'`;
    assert.deepEqual(row?.digest, {
      quietMinutes: 3,
      capMinutes: 10,
      bypass: ['record.closed', 'machine.*'],
    });
    const again = await admin.get(`${path}/edit`);
    assert.match(again.text, /name="digest" value="on" checked/);
    assert.match(again.text, /name="digest.bypass"[^>]*value="record\.closed, machine\.\*"/);
    const form = { name: 'Feed', events: 'record.*', mode: 'upsert', digest: 'on' };
    const short = await admin.post(`${path}/edit`, {
      ...form,
      version: '1',
      'digest.quietMinutes': '30',
      'digest.capMinutes': '10',
    });
    assert.match(short.text, /cap may not be shorter/);
    const off = await admin.post(`${path}/edit`, { ...form, version: '1', digest: [] });
    assert.equal(off.status, 303, off.text);
    const [now] = await app.sql`select digest, mode from webhook_endpoints where name = 'Feed'`;
    assert.deepEqual(now, { digest: null, mode: 'upsert' });
  });

  it('F14, F-I4: a delivery is replayed, taken along as a curl command, and sent to a test address, from its page', async () => {
    await admin.get(`${base}/new`);
    const made = await admin.post(`${base}/new`, {
      name: 'Real',
      kind: 'http',
      url: `${rx.url}/real`,
      events: 'machine.*',
    });
    assert.match(made.text, /whsec_/);
    rx.script('/real', { status: 500, body: 'broken' }, 200);
    await app.api(guild.id, 'POST', '/machines', { name: 'Xenon' });
    await app.settle();
    const [row] = await app.sql`select d.id from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
      where e.name = 'Real'`;
    const path = `${base}/deliveries/${row?.id}`;
    assert.match((await admin.get(path)).text, /answered 500[\s\S]*broken/);

    const bundle = await admin.post(`${path}/bundle`, { url: '' });
    assert.equal(bundle.status, 200, bundle.text);
    assert.match(bundle.text, /curl -sS -i -X POST/);
    assert.match(bundle.text, /WEBHOOK_SECRET=whsec_… node verify\.mjs/);

    const unsafe = await admin.post(`${path}/resend`, { url: 'https://169.254.169.254/' });
    assert.equal(unsafe.status, 422);
    assert.match(unsafe.text, /id="problem-url">[^<]*private or reserved/);
    rx.script('/debug', { status: 202, body: 'thanks' });
    assert.equal((await admin.post(`${path}/resend`, { url: `${rx.url}/debug` })).status, 303);
    assert.equal(rx.to('/debug').length, 1);
    assert.equal(rx.to('/real').length, 1, 'the real one is not touched');
    assert.match((await admin.get(path)).text, /Try elsewhere[\s\S]*thanks/);

    assert.equal((await admin.post(`${path}/replay`)).status, 303);
    await app.settle();
    assert.equal(new Set(rx.to('/real').map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(rx.to('/real').length, 2);
  });
});
