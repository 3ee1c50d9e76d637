import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { demo, errorCodes, type Harness, startHarness } from './harness.ts';

interface Received {
  isSigned: boolean;
  type: number;
  event?: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** An application that notes what comes, and answers as told; by default as it should. */
interface Listener {
  url: string;
  received: Received[];
  answer(received: Received): { status: number; body?: string };
  close(): Promise<void>;
}

const rightly = ({ isSigned }: Received) => ({ status: isSigned ? 204 : 401 });
const subscribed = ['APPLICATION_AUTHORIZED', 'APPLICATION_DEAUTHORIZED'];

let discord: Harness;
let listener: Listener;
before(async () => {
  discord = await startHarness();
  discord.control.rateLimits(false);
  listener = await listen(discord.publicKey);
});
afterEach(() => {
  listener.answer = rightly;
  discord.control.reset();
  discord.control.application({
    event_webhooks_url: null,
    event_webhooks_status: 1,
    event_webhooks_types: [],
  });
  discord.control.rateLimits(false);
  listener.received.length = 0;
});
after(async () => {
  await listener.close();
  await discord.close();
});

async function listen(publicKey: string): Promise<Listener> {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const one: Listener = { url: '', received: [], answer: rightly, close: async () => {} };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    const signature = Buffer.from(String(request.headers['x-signature-ed25519']), 'hex');
    const text = Buffer.from(String(request.headers['x-signature-timestamp']) + raw);
    const received = { ...JSON.parse(raw), isSigned: verify(null, text, key, signature) };
    one.received.push(received);
    const { status, body } = one.answer(received);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  one.url = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/events`;
  one.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return one;
}

const edit = (body: Record<string, unknown>) => discord.api('PATCH', '/applications/@me', body);
const subscribe = async () => {
  const settings = {
    event_webhooks_url: listener.url,
    event_webhooks_status: 2,
    event_webhooks_types: subscribed,
  };
  const { status, body } = await edit(settings);
  assert.equal(status, 200, JSON.stringify(body));
  listener.received.length = 0;
};
const events = () => listener.received.flatMap(({ event }) => (event ? [event] : []));
const heard = (count: number) =>
  eventually(`${count} events are heard`, async () => events().length >= count);
const idIn = (value: unknown) => (value as { id?: string } | undefined)?.id;
const authorizeUrl = (query: Record<string, string>) =>
  `${discord.url}/oauth2/authorize?${new URLSearchParams({ client_id: discord.applicationId, ...query })}`;
const decide = (url: string, form: Record<string, string>) =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });

describe('setting the webhook events URL', () => {
  it('is taken from who acknowledges a PING and refuses a false signature', async () => {
    const settings = { event_webhooks_url: listener.url, event_webhooks_status: 2 };
    const saved = await edit({ ...settings, event_webhooks_types: subscribed });
    assert.equal(saved.status, 200);
    assert.deepEqual(
      [saved.body.event_webhooks_url, saved.body.event_webhooks_status, saved.body.event_webhooks_types],
      [listener.url, 2, subscribed],
    );
    assert.deepEqual(
      listener.received.map(({ type, isSigned }) => [type, isSigned]),
      [
        [0, true],
        [0, false],
      ],
    );
  });

  const refused: [name: string, answer: Listener['answer']][] = [
    ['answers 200', () => ({ status: 200 })],
    ['answers as to interactions', () => ({ status: 200, body: '{"type":1}' })],
    ['takes everything', () => ({ status: 204 })],
    ['refuses everything', () => ({ status: 401 })],
    ['answers a false signature with 400', ({ isSigned }) => ({ status: isSigned ? 204 : 400 })],
  ];
  for (const [name, answer] of refused) {
    it(`is refused, and nothing else saved, for who ${name}`, async () => {
      listener.answer = answer;
      const { status, body } = await edit({ event_webhooks_url: listener.url, description: 'Other' });
      assert.deepEqual([status, body.code], [400, 50035]);
      assert.deepEqual(errorCodes(body.errors), [
        'event_webhooks_url APPLICATION_EVENT_WEBHOOKS_URL_INVALID',
      ]);
      const { event_webhooks_url, description } = discord.state.data.application;
      assert.equal(event_webhooks_url, null);
      assert.notEqual(description, 'Other');
    });
  }

  it('is refused where nobody answers, and for what is no address', async () => {
    for (const url of ['http://127.0.0.1:1/', 'nowhere', 'ftp://127.0.0.1/']) {
      const { body } = await edit({ event_webhooks_url: url });
      assert.equal(body.code, 50035, url);
      assert.match(errorCodes(body.errors).join(), /^event_webhooks_url /);
    }
    assert.equal((await edit({ event_webhooks_url: null })).status, 200);
  });

  it('takes known events once each, and no status but on and off', async () => {
    for (const types of [['MESSAGE_CREATE'], [subscribed[0], subscribed[0]]]) {
      const { body } = await edit({ event_webhooks_types: types });
      assert.match(errorCodes(body.errors).join(), /^event_webhooks_types\.\d BASE_TYPE_CHOICES$/);
    }
    const { body } = await edit({ event_webhooks_status: 3 });
    assert.deepEqual(errorCodes(body.errors), ['event_webhooks_status BASE_TYPE_CHOICES']);
  });
});

describe('webhook events', () => {
  it('tell of who authorized, and of who took it back', async () => {
    await subscribe();
    const redirect_uri = 'http://127.0.0.1:9/callback';
    const signIn = authorizeUrl({ response_type: 'code', redirect_uri, scope: 'identify guilds' });
    const back = await decide(signIn, { decision: 'authorize', user_id: demo.users.ivo.id });
    await heard(1);
    const [first] = events();
    assert.equal(first?.type, 'APPLICATION_AUTHORIZED');
    assert.deepEqual(Object.keys(first?.data ?? {}), ['user', 'scopes']);
    assert.deepEqual(first?.data.scopes, ['identify', 'guilds']);
    assert.equal(idIn(first?.data.user), demo.users.ivo.id);
    assert.match(first?.timestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);

    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const client = { client_id: discord.applicationId, client_secret: discord.clientSecret };
    const exchange = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri, ...client });
    const { body } = await discord.api('POST', '/oauth2/token', exchange);
    const revoke = () =>
      discord.api(
        'POST',
        '/oauth2/token/revoke',
        new URLSearchParams({ token: String(body.access_token), ...client }),
      );
    assert.equal((await revoke()).status, 200);
    await heard(2);
    const last = events().at(-1);
    assert.equal(last?.type, 'APPLICATION_DEAUTHORIZED');
    assert.deepEqual(Object.keys(last?.data ?? {}), ['user']);
    // A token that is gone ends nothing.
    await revoke();
    discord.control.deauthorize(demo.users.ivo.id);
    assert.equal(discord.control.webhookEvents().length, 2);
    assert.ok(listener.received.every(({ isSigned, type }) => isSigned && type === 1));
  });

  it('tell into which server the bot was let, and nothing of a refusal', async () => {
    await subscribe();
    const url = authorizeUrl({ scope: 'bot applications.commands', permissions: '0' });
    const guild_id = demo.guilds.workshop.id;
    await decide(url, { decision: 'cancel', user_id: demo.users.ada.id, guild_id });
    await decide(url, { decision: 'authorize', user_id: demo.users.ivo.id, guild_id });
    const done = await decide(url, { decision: 'authorize', user_id: demo.users.ada.id, guild_id });
    assert.equal(done.status, 200);
    await heard(1);
    const data = events()[0]?.data;
    assert.equal(data?.integration_type, 0);
    assert.equal(idIn(data?.guild), guild_id);
    assert.equal(discord.control.webhookEvents().length, 1);
  });

  it('are not told to who did not ask for them', async () => {
    await subscribe();
    const url = authorizeUrl({ scope: 'bot', permissions: '0' });
    const form = { decision: 'authorize', user_id: demo.users.ada.id, guild_id: demo.guilds.workshop.id };
    await edit({ event_webhooks_types: ['APPLICATION_DEAUTHORIZED'] });
    await decide(url, form);
    await edit({ event_webhooks_types: subscribed, event_webhooks_status: 1 });
    await decide(url, form);
    await edit({ event_webhooks_url: null, event_webhooks_status: 2 });
    await decide(url, form);
    assert.deepEqual(discord.control.webhookEvents(), []);
  });

  it('come again with growing pauses until they are acknowledged, the same each time', async () => {
    await subscribe();
    const answers = [500, 200, 429, 204];
    listener.answer = () => ({ status: answers[events().length - 1] ?? 204 });
    const data = { user: { id: demo.users.ivo.id } };
    const sent = await fetch(`${discord.url}/_control/webhook-events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'QUEST_USER_ENROLLMENT', data }),
    });
    assert.deepEqual(((await sent.json()) as { answers: number[] }).answers, [500]);
    const [delivery] = discord.control.webhookEvents();
    for (const [tries, pauseMs] of [
      [2, 1_000],
      [3, 2_000],
      [4, 4_000],
    ] as const) {
      discord.advance(pauseMs - 1);
      assert.equal(delivery?.next_at, discord.state.now() + 1);
      discord.advance(1);
      await eventually('it comes again', async () => delivery?.answers.length === tries);
    }
    assert.deepEqual([delivery?.state, delivery?.answers], ['delivered', answers]);
    assert.deepEqual(
      events(),
      Array.from({ length: 4 }, () => delivery?.event),
    );
  });

  it('are given up after ten minutes, and switched off after three', async () => {
    await subscribe();
    listener.answer = () => ({ status: 503 });
    for (let time = 0; time < 3; time++) {
      assert.equal(discord.state.data.application.event_webhooks_status, 2);
      const delivery = await discord.control.webhookEvent({ type: 'ENTITLEMENT_CREATE', data: {} });
      for (let tries = 2; tries <= 10; tries++) {
        discord.advance((delivery.next_at ?? 0) - discord.state.now());
        await eventually('it comes again', async () => delivery.answers.length === tries);
      }
      assert.equal(delivery.state, 'given up');
    }
    const shown = await discord.api('GET', '/applications/@me');
    assert.equal(shown.body.event_webhooks_status, 3);
    discord.control.deauthorize(demo.users.ivo.id);
    assert.equal(discord.control.webhookEvents().length, 3);
  });

  it('cannot be sent by hand without a URL', async () => {
    await edit({ event_webhooks_url: null });
    await assert.rejects(discord.control.webhookEvent({ type: 'ENTITLEMENT_CREATE', data: {} }), {
      code: 10015,
    });
  });
});
