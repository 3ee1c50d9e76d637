import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { customId } from '../../../src/core/interactions/custom-id.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { seen } from '../records/support/life.ts';
import { deskGuild, newMember, set, writes } from './support/desk.ts';

const SECRET = 'zebra-secret-of-the-victim';

describe('what is in the inbox of one server', () => {
  let app: TestApp;
  let victim: TestGuild;
  let thief: TestGuild;
  before(async () => {
    app = await createTestApp();
    [victim, thief] = [await deskGuild(app, { routing: 'queue' }), await deskGuild(app)];
  });
  after(() => app.close());

  it('is neither shown to another server nor changed from there, by address, number or button', async () => {
    const person = newMember(app, victim, 'target');
    const create = async (path: string, body: object) => {
      const made = await app.api(victim.id, 'POST', path, body);
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return String(made.body.id);
    };
    await writes(app, person, SECRET);
    const canned = await create('/inbox/canned-replies', { name: SECRET, body: SECRET });
    const view = await create('/inbox/views', { name: SECRET, filter: {} });
    const match = { kind: 'keyword', words: [SECRET] };
    const rule = await create('/inbox/rules', { name: SECRET, match, tags: ['x'] });
    await set(app, victim, 'inbox', { lockdown: true });
    const held = await writes(app, person, `${SECRET} held`);
    await app.settle();
    const shown = await app.api(victim.id, 'GET', '/inbox/conversations/1');
    const talk = String(shown.body.id);
    const [message] = shown.body.messages;
    const state = async () =>
      JSON.stringify([
        await app.sql`select * from conversations where guild_id = ${victim.id}`,
        await app.sql`select * from leads where guild_id = ${victim.id}`,
        await app.sql`select * from inbox_rules where guild_id = ${victim.id}`,
        await app.sql`select state from inbound_messages where guild_id = ${victim.id} order by message_id`,
        await app.sql`select id from canned_replies where guild_id = ${victim.id}`,
        await app.sql`select id from inbox_views where guild_id = ${victim.id}`,
      ]);
    const before = await state();
    const assigneeId = thief.staff.id;
    const tries: [string, string, object?][] = [
      ...[talk, '1'].flatMap((id): [string, string, object?][] => [
        ['GET', `/inbox/conversations/${id}`],
        ['POST', `/inbox/conversations/${id}/assign`, { assigneeId }],
        ['POST', `/inbox/conversations/${id}/correct-route`, { assigneeId, match }],
        ['POST', `/inbox/conversations/${id}/reply`, { content: 'stolen' }],
        ['POST', `/inbox/conversations/${id}/split`, { messageIds: [message.id] }],
        ['POST', `/inbox/conversations/${id}/close`],
        ['POST', `/inbox/conversations/${id}/snooze`, { until: '2030-01-01T00:00:00Z' }],
      ]),
      ...[String(shown.body.lead.id), person.id].flatMap((id): [string, string, object?][] => [
        ['GET', `/inbox/leads/${id}`],
        ['PATCH', `/inbox/leads/${id}`, { status: 'lost' }],
        ['POST', `/inbox/leads/${id}/notes`, { body: 'stolen' }],
        ['POST', `/inbox/leads/${id}/block`],
      ]),
      ['PUT', `/inbox/rules/${rule}`, { name: 'stolen', match, tags: ['y'] }],
      ['DELETE', `/inbox/rules/${rule}`],
      ['PUT', `/inbox/canned-replies/${canned}`, { name: 'stolen', body: 'stolen' }],
      ['DELETE', `/inbox/canned-replies/${canned}`],
      ['GET', `/inbox/conversations?view=${view}`],
      ['DELETE', `/inbox/views/${view}`],
      ['POST', `/inbox/held/${held.id}/release`],
    ];
    for (const [method, path, body] of tries) {
      const answer = await app.api(thief.id, method, path, body);
      assert.equal(answer.status, 404, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    }
    for (const path of [
      'conversations?state=any&q=zebra',
      'leads',
      'held',
      'rules',
      'views',
      'canned-replies',
    ]) {
      const { body } = await app.api(thief.id, 'GET', `/inbox/${path}`);
      assert.ok(!JSON.stringify(body).includes(SECRET), path);
    }
    for (const handler of ['claim', 'reply', 'snooze', 'close', 'reopen', 'open', 'team']) {
      const id = customId('inbox', handler, handler === 'team' ? victim.id : talk);
      const forged = app.discord.control.message({
        channel_id: thief.channelId,
        author_id: app.discord.state.data.botId,
        content: 'forged',
        components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id: id }] }],
      }) as unknown as SeenMessage;
      const answer = await app.run({
        type: 'component',
        userId: thief.admin.id,
        channelId: thief.channelId,
        messageId: forged.id,
        customId: id,
      });
      const said = JSON.stringify([answer.first, textOf(answer.message), answer.followups]);
      assert.ok(!said.includes(SECRET), said);
      assert.notEqual(answer.type, 9, `${handler} opens no form`);
    }
    assert.match(
      (await seen(app, thief, thief.admin, 'inbox/open', { conversation: talk })).content,
      /no such conversation/,
    );
    assert.equal(await state(), before);
  });
});
