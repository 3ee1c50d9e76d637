import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  demo,
  type Endpoint,
  type Harness,
  type Json,
  list,
  startEndpoint,
  startHarness,
} from './harness.ts';

const { channels, users, messages, applicationId } = demo;
const EPHEMERAL = 64;

const commands = [
  {
    name: 'ticket',
    description: 'd',
    options: [
      {
        type: 1,
        name: 'open',
        description: 'd',
        options: [
          { type: 3, name: 'subject', description: 'd', required: true, autocomplete: true },
          { type: 6, name: 'person', description: 'd' },
          { type: 11, name: 'photo', description: 'd' },
        ],
      },
    ],
  },
  { name: 'secret', description: 'd', default_member_permissions: '0' },
  { type: 3, name: 'Add to records' },
];

describe('interactions', () => {
  let discord: Harness;
  let app: Endpoint;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
    app = await startEndpoint(discord.publicKey);
    const saved = await discord.api('PATCH', '/applications/@me', { interactions_endpoint_url: app.url });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    await discord.api('PUT', `/applications/${applicationId}/commands`, commands);
  });
  after(async () => {
    await discord.close();
    await app.close();
  });
  beforeEach(() => {
    app.received.length = 0;
    discord.world.answerLimitMs = 3000;
  });

  const where = { userId: users.hana.id, channelId: channels.workshop };
  const menu = (answer: unknown) => {
    app.answer = () => answer;
    const request = {
      type: 'message-command',
      commandName: 'Add to records',
      targetId: messages.report,
    } as const;
    return discord.control.interaction({ ...request, ...where });
  };
  const original = (token: string) => `/webhooks/${applicationId}/${token}/messages/@original`;

  it('posts the whole payload, resolved and signed', async () => {
    app.answer = () => ({ type: 4, data: { content: 'done' } });
    const photo = { filename: 'a.png', contentType: 'image/png', base64: 'AAAA' };
    const outcome = await discord.control.interaction({
      ...where,
      type: 'command',
      commandName: 'ticket/open',
      options: { subject: 'x', person: users.ada.id, photo: '77' },
      files: { 77: photo },
    });
    assert.equal(outcome.error, undefined);
    const payload = app.received[0];
    assert.deepEqual(payload?.data?.options, [
      {
        name: 'open',
        type: 1,
        options: [
          { name: 'subject', type: 3, value: 'x' },
          { name: 'person', type: 6, value: users.ada.id },
          { name: 'photo', type: 11, value: '77' },
        ],
      },
    ]);
    assert.deepEqual(Object.keys(payload?.data?.resolved ?? {}).sort(), ['attachments', 'members', 'users']);
    assert.equal(payload?.member?.user?.id, users.hana.id);
    assert.match(String(payload?.member?.permissions), /^\d+$/);
    assert.deepEqual(payload?.authorizing_integration_owners, { 0: demo.guilds.workshop.id });
    assert.deepEqual([payload?.context, payload?.version, payload?.type], [0, 1, 2]);
  });

  it('resolves the message of a context command', async () => {
    await menu({ type: 4, data: { content: 'ok', flags: EPHEMERAL } });
    const data = app.received[0]?.data;
    assert.equal(data?.target_id, messages.report);
    assert.match(String(data?.resolved?.messages?.[messages.report]?.content), /Sea Serpent/);
  });

  it('shows an ephemeral answer to its reader alone, not to the bot routes', async () => {
    const { token } = await menu({ type: 5, data: { flags: EPHEMERAL } });
    const edited = await discord.api('PATCH', original(token), { content: 'quiet', flags: 0 });
    assert.equal(edited.status, 200);
    assert.equal(Number(edited.body.flags) & (EPHEMERAL | 128), EPHEMERAL, 'stays ephemeral, stops loading');
    assert.equal(edited.body.edited_timestamp, null);
    const id = String(edited.body.id);
    const path = `/channels/${channels.workshop}/messages`;
    assert.equal((await discord.api('GET', `${path}/${id}`)).body.code, 10008);
    const seenBy = async (user: string) =>
      list((await discord.as(user, 'GET', path)).body).some((message) => String(message.id) === id);
    assert.deepEqual([await seenBy(users.hana.id), await seenBy(users.ada.id)], [true, false]);
  });

  it('kills the token after 15 minutes (50027) and takes one answer only (40060)', async () => {
    const { token, interactionId } = await menu({ type: 5 });
    const again = await discord.api('POST', `/interactions/${interactionId}/${token}/callback`, { type: 5 });
    assert.equal(again.body.code, 40060);
    discord.advance(15 * 60_000);
    assert.equal((await discord.api('PATCH', original(token), { content: 'in time' })).status, 200);
    discord.advance(1);
    const late = await discord.api('PATCH', original(token), { content: 'too late' });
    assert.deepEqual([late.status, late.body.code], [401, 50027]);
  });

  it('gives up after its limit; a late callback meets 10062', async () => {
    discord.world.answerLimitMs = 40;
    const { token, interactionId, error } = await menu(undefined);
    assert.match(error ?? '', /No answer within 40 ms/);
    const late = await discord.api('POST', `/interactions/${interactionId}/${token}/callback`, { type: 5 });
    assert.deepEqual([late.status, late.body.code], [404, 10062]);
  });

  it('takes the answer by REST after 202', async () => {
    app.answer = async (payload: Json) => {
      const path = `/interactions/${payload.id}/${payload.token}/callback?with_response=true`;
      const done = await discord.api('POST', path, { type: 4, data: { content: 'by REST' } });
      assert.equal(done.body.resource?.message?.content, 'by REST');
      return undefined;
    };
    const outcome = await discord.control.interaction({
      ...where,
      type: 'message-command',
      commandName: 'Add to records',
      targetId: messages.report,
    });
    assert.equal(outcome.error, undefined);
    assert.equal(discord.control.interactionState(outcome.interactionId).original?.content, 'by REST');
  });

  for (const [name, answer, reason] of [
    ['a status 500', 500, /HTTP 500/],
    ['a wrong callback type', { type: 6 }, /INTERACTION_CALLBACK_TYPE_INVALID/],
    ['too long a text', { type: 4, data: { content: 'x'.repeat(2001) } }, /BASE_TYPE_MAX_LENGTH/],
    ['an invalid modal', { type: 9, data: { title: 'T', custom_id: 'm', components: [] } }, /data/],
  ] as const) {
    it(`fails on ${name} and keeps the reason`, async () => {
      const { error, interactionId } = await menu(answer);
      assert.match(error ?? '', reason);
      assert.equal(discord.control.interactionState(interactionId).interaction.status, 'failed');
    });
  }

  it('runs button, modal and submit, values in the shape of Discord', async () => {
    const select = {
      type: 1,
      components: [{ type: 3, custom_id: 'pick', options: [{ label: 'A', value: 'a' }] }],
    };
    const start = await menu({ type: 4, data: { content: 'choose', components: [select] } });
    const message = discord.control.interactionState(start.interactionId).original;
    const click = { ...where, type: 'component', messageId: String(message?.id), customId: 'pick' } as const;
    const fields = [
      { type: 10, content: 'Read this' },
      { type: 18, label: 'Why', component: { type: 4, custom_id: 'why', style: 1, min_length: 2 } },
      { type: 18, label: 'Who', component: { type: 5, custom_id: 'who', required: false } },
      { type: 18, label: 'Sure', component: { type: 23, custom_id: 'sure' } },
    ];
    app.answer = () => ({ type: 9, data: { title: 'T', custom_id: 'm', components: fields } });
    await assert.rejects(discord.control.interaction({ ...click, values: ['z'] }), /Invalid Form Body/);
    await discord.control.interaction({ ...click, values: ['a'] });
    assert.deepEqual(app.received.at(-1)?.data?.values, ['a']);
    assert.equal(app.received.at(-1)?.message?.id, message?.id);

    app.answer = () => ({ type: 7, data: { content: 'changed', components: [] } });
    const submit = { ...where, type: 'modal', customId: 'm' } as const;
    await assert.rejects(discord.control.interaction({ ...submit, components: { why: '' } }), /Invalid/);
    const sent = await discord.control.interaction({
      ...submit,
      components: { why: 'because', who: [users.ada.id], sure: true },
    });
    assert.equal(sent.error, undefined);
    const submitted = app.received.at(-1)?.data;
    assert.deepEqual(submitted?.components, [
      { type: 10, id: 1 },
      { type: 18, id: 2, component: { type: 4, id: 3, custom_id: 'why', value: 'because' } },
      { type: 18, id: 4, component: { type: 5, id: 5, custom_id: 'who', values: [users.ada.id] } },
      { type: 18, id: 6, component: { type: 23, id: 7, custom_id: 'sure', value: true } },
    ]);
    const now = await discord.api('GET', `/channels/${channels.workshop}/messages/${message?.id}`);
    assert.deepEqual([now.body.content, now.body.components], ['changed', []]);
  });

  it('tells the client by events: autocomplete, modal, failure', async () => {
    const heard: Json[] = [];
    const stop = discord.state.listen((event) => {
      if (event.user_ids?.includes(users.hana.id)) heard.push({ t: event.t, d: event.d } as unknown as Json);
    });
    const all = await discord.as(users.hana.id, 'GET', `/commands?channel_id=${channels.workshop}`);
    const command = list(all.body).find((item) => String(item.name) === 'ticket');
    app.answer = () => ({ type: 8, data: { choices: [{ name: 'One', value: '1' }] } });
    const typed = [{ name: 'subject', type: 3, value: 'o', focused: true }];
    const accepted = await discord.as(users.hana.id, 'POST', '/interactions', {
      type: 4,
      nonce: 'n1',
      channel_id: channels.workshop,
      data: {
        id: command?.id,
        name: 'ticket',
        type: 1,
        options: [{ name: 'open', type: 1, options: typed }],
      },
    });
    assert.equal(accepted.status, 204);
    await new Promise<void>((resolve) => {
      const done = discord.state.listen((event) => {
        if (event.t === 'INTERACTION_SUCCESS') resolve(done() as unknown as undefined);
      });
    });
    stop();
    const answer = heard.find((event) => String(event.t) === 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE');
    assert.deepEqual(answer?.d?.choices, [{ name: 'One', value: '1' }]);
    assert.equal(answer?.d?.nonce, 'n1');
  });

  it('offers commands by permission and context', async () => {
    const names = async (user: string) => {
      const { body } = await discord.as(user, 'GET', `/commands?channel_id=${channels.workshop}`);
      return list(body).map((command) => String(command.name));
    };
    assert.equal((await names(users.hana.id)).includes('secret'), false);
    assert.equal((await names(users.ada.id)).includes('secret'), true);
  });

  it('refuses an endpoint that does not check signatures, or fails the honest PING', async () => {
    const save = (url: string) =>
      discord.api('PATCH', '/applications/@me', { interactions_endpoint_url: url });
    const careless = await startEndpoint(undefined);
    assert.match(JSON.stringify((await save(careless.url)).body), /50035.*false signature/);
    const otherKey = await startEndpoint('00'.repeat(32));
    assert.match(JSON.stringify((await save(otherKey.url)).body), /50035.*PING was not acknowledged/);
    await careless.close();
    await otherKey.close();
  });
});
