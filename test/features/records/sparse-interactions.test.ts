import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { signedHeaders } from '../../../scripts/local/discord/interactions/signing.ts';
import {
  buttonId,
  createTestApp,
  type SeenMessage,
  type TestApp,
  type TestGuild,
} from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { recordsOf, sayProblem } from './support/review.ts';

/** Interactions as somebody signs them who sends less than Discord does, and with ids of their own choosing. */
describe('an interaction that brings less than Discord sends', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());
  beforeEach(() => {
    guild = app.newGuild();
    app.claude.reset();
    app.discord.control.clearCalls();
  });

  async function post(interaction: Record<string, unknown>) {
    const { application, keys } = app.discord.state.data;
    const body = JSON.stringify({
      application_id: application.id,
      guild_id: guild.id,
      channel_id: guild.channelId,
      member: { user: guild.member },
      ...interaction,
    });
    const headers = signedHeaders(keys, body, app.now());
    const response = await fetch(`${app.url}/interactions`, { method: 'POST', headers, body });
    assert.equal(response.status, 200);
    return (await response.json()) as { type: number; data: SeenMessage & { flags?: number } };
  }

  /** The command on a message; gives the wizard that was sent as the answer. */
  async function add(
    target: SeenMessage,
    resolved: Record<string, unknown>,
    id = String(1n + BigInt(target.id)),
  ) {
    const token = `token-${randomUUID()}`;
    const data = { name: 'Add to records', type: 3, target_id: target.id, resolved };
    const first = await post({ type: 2, id, token, data });
    assert.deepEqual([first.type, first.data.flags], [5, 64]);
    const sent = await eventually('the answer is sent', () =>
      app.discord.control
        .calls({ method: 'PATCH', path: `/${token}/messages/@original` })
        .map(({ body }) => body as SeenMessage)
        .find(({ content }) => !content.startsWith('Reading')),
    );
    assert.ok(sent);
    return sent;
  }

  const brought: [string, (target: SeenMessage) => Record<string, unknown>][] = [
    ['its id alone', () => ({})],
    ['its words alone', ({ id, content }) => ({ messages: { [id]: { id, content } } })],
    [
      'no time',
      ({ id, content }) => ({ messages: { [id]: { id, content, author: { id: '7', username: 'zoe' } } } }),
    ],
  ];
  for (const [what, resolved] of brought) {
    it(`A02: the message of which the interaction brought ${what} is read whole, with those before it`, async () => {
      const before = app.say(guild.channelId, guild.staff, 'The left flipper again?');
      const target = sayProblem(app, guild);
      const wizard = await add(target, resolved(target));
      assert.match(wizard.content, /\*\*1\/1\*\*/);
      assert.deepEqual(
        app.claude.calls.at(-1)?.conversation.map(({ id, text, isTarget }) => [id, text, isTarget]),
        [
          [before.id, before.content, false],
          [target.id, target.content, true],
        ],
      );
      // Buttons work as well without the message that they stand below.
      const done = await post({
        type: 3,
        id: String(2n + BigInt(target.id)),
        token: randomUUID(),
        data: { component_type: 2, custom_id: buttonId(wizard, 'Save') },
      });
      assert.equal(done.type, 7);
      assert.match(done.data.content, /Saved 1 record/);
      assert.equal((await recordsOf(app, guild)).length, 1);
    });
  }

  it('A02: a message that is gone and came without its words is named', async () => {
    const target = sayProblem(app, guild);
    app.discord.control.deleteMessage(guild.channelId, target.id);
    const answer = await add(target, {});
    assert.match(answer.content, /no longer there/);
    assert.equal(app.claude.calls.length, 0);
  });

  it('A23: /record takes a person of whom only the id came, and names a required option that is missing', async () => {
    const { body } = await app.api(guild.id, 'POST', '/records', { kind: 'problem', title: 'Coin door' });
    const run = (name: string, options: Record<string, unknown>[]) =>
      post({
        type: 2,
        id: String(BigInt(guild.id) + BigInt(options.length)),
        token: randomUUID(),
        data: { name: 'record', type: 1, options: [{ type: 1, name, options }] },
      });
    const record = { type: 4, name: 'record', value: body.number };
    const assigned = await run('assign', [record, { type: 6, name: 'to', value: guild.staff.id }]);
    assert.match(assigned.data.content, new RegExp(`assigned to <@${guild.staff.id}>`));
    const refused = await run('close', []);
    assert.match(refused.data.content, /^`record` is missing/);
    const [row] = await recordsOf(app, guild);
    assert.deepEqual([row?.assignee_id, row?.status], [guild.staff.id, 'open']);
  });

  it('A01: the answer goes to the token that came with the command, whatever age its id tells of', async () => {
    const target = sayProblem(app, guild);
    const wizard = await add(target, {}, '846462639134605312');
    assert.match(wizard.content, /\*\*1\/1\*\*/);
  });

  it('A02: permissions that the interaction does not grant are believed only when nothing can be read', async () => {
    app.say(guild.channelId, guild.staff, 'The left flipper again?');
    const target = sayProblem(app, guild);
    const token = `token-${randomUUID()}`;
    const data = { name: 'Add to records', type: 3, target_id: target.id };
    await post({ type: 2, id: '846462639134605313', token, data, app_permissions: '442368' });
    await eventually('Claude is asked', () => app.claude.calls.length > 0);
    assert.equal(app.claude.calls.at(-1)?.conversation.length, 2);
  });
});
