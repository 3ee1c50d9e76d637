import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
});
