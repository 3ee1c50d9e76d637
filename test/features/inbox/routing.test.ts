import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { auditOf, press, seen, signalsOf, slash } from '../records/support/life.ts';
import {
  agentOn,
  conversationsOf,
  deskGuild,
  dmWith,
  messagesOf,
  newMember,
  set,
  told,
  writes,
} from './support/desk.ts';

const DAY = 24 * 60 * 60_000;

describe('whom a message goes to', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const staffMember = (guild: TestGuild, name: string) => newMember(app, guild, name, [guild.staffRoleId]);
  /** Where the person's conversation stands: owner and the step that decided. */
  const routed = async (guild: TestGuild, person: { id: string }) => {
    const row = (await conversationsOf(app, guild, person)).at(-1);
    return {
      owner: row?.assignee_id,
      step: row?.route_reason?.evidence?.step,
      reason: row?.route_reason,
      row,
    };
  };
  const answer = async (guild: TestGuild, agent: { id: string }, number: number, text: string) => {
    const said = await seen(app, guild, agent, 'inbox/reply', { conversation: String(number), text });
    assert.match(said.content, /on its way/);
    await app.settle();
  };
  const close = async (guild: TestGuild, number: number) =>
    assert.equal((await app.api(guild.id, 'POST', `/inbox/conversations/${number}/close`)).status, 200);
  const rule = async (guild: TestGuild, more: object) => {
    const made = await app.api(guild.id, 'POST', '/inbox/rules', { name: 'A rule', ...more });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
  };

  it('C15: the owner of the open conversation, whoever else is free', async () => {
    const guild = await deskGuild(app);
    const [ann, ben] = [staffMember(guild, 'ann'), staffMember(guild, 'ben')];
    const person = newMember(app, guild, 'p1');
    await agentOn(app, guild, ann);
    await writes(app, person, 'Hello');
    assert.deepEqual(
      [(await routed(guild, person)).owner, (await routed(guild, person)).step],
      [ann.id, 'round-robin'],
    );
    await agentOn(app, guild, ben);
    await rule(guild, { match: { kind: 'keyword', words: ['hello'] }, agentId: ben.id });
    await writes(app, person, 'Hello again');
    assert.equal((await routed(guild, person)).owner, ann.id);
    assert.equal((await conversationsOf(app, guild)).length, 1);
  });

  it('C15: then whoever wrote to them last within 30 days, then the lead’s owner', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    const [ann, ben] = [staffMember(guild, 'ann2'), staffMember(guild, 'ben2')];
    const person = newMember(app, guild, 'p2');
    await writes(app, person, 'Hello');
    assert.deepEqual(
      [(await routed(guild, person)).owner, (await routed(guild, person)).step],
      [null, 'unassigned'],
    );
    await answer(guild, ann, 1, 'Hi, this is Ann.');
    assert.equal(told(app, person).length, 1);
    await close(guild, 1);
    const lead = await app.api(guild.id, 'PATCH', `/inbox/leads/${person.id}`, { ownerId: ben.id });
    assert.equal(lead.status, 200, JSON.stringify(lead.body));
    await app.advance(29 * DAY);
    await writes(app, person, 'Are you still there?');
    const second = await routed(guild, person);
    assert.deepEqual([second.owner, second.step], [ann.id, 'last-sender']);
    await close(guild, 2);
    await app.advance(2 * DAY);
    await writes(app, person, 'And now?');
    const third = await routed(guild, person);
    assert.deepEqual([third.owner, third.step], [ben.id, 'lead-owner']);
  });

  it('C15: then the first rule that fits: a word, a role, being in the server', async () => {
    const guild = await deskGuild(app);
    const [ann, ben, cid] = [
      staffMember(guild, 'ann3'),
      staffMember(guild, 'ben3'),
      staffMember(guild, 'cid3'),
    ];
    await agentOn(app, guild, cid);
    const vip = app.discord.control.role(guild.id, { name: 'VIP' });
    await rule(guild, {
      match: { kind: 'role', roleId: vip.id },
      agentId: ben.id,
      tags: ['VIP'],
      priority: 'high',
    });
    await rule(guild, {
      name: 'Prices',
      match: { kind: 'keyword', words: ['what does it cost', 'Price'] },
      agentId: ann.id,
    });
    const cases: [string, string[], string, string | null][] = [
      ['asks', [], 'One question: the PRICE, please', ann.id],
      ['vip', [vip.id], 'One question: the price, please', ben.id],
      ['praises', [], 'That is priceless', cid.id],
      ['asks2', [], 'What  does it\ncost?', ann.id],
    ];
    for (const [name, roles, text, owner] of cases) {
      const person = newMember(app, guild, `${name}.three`, roles);
      await writes(app, person, text);
      const found = await routed(guild, person);
      assert.equal(found.owner, owner, `${name}: ${JSON.stringify(found.reason)}`);
      if (name === 'vip') assert.deepEqual(found.row?.tags, ['discord_dm', 'vip']);
    }
  });

  it('C15: then whoever is on and has the least to do, and at last the queue; nobody is made an agent', async () => {
    const guild = await deskGuild(app);
    const agents = [staffMember(guild, 'ann4'), staffMember(guild, 'ben4'), staffMember(guild, 'cid4')];
    const [ann, ben, cid] = agents as [(typeof agents)[0], (typeof agents)[0], (typeof agents)[0]];
    await agentOn(app, guild, ann, { capacity: 2 });
    await agentOn(app, guild, ben, { capacity: 2 });
    await agentOn(app, guild, cid);
    assert.match((await seen(app, guild, cid, 'inbox/off')).content, /no new conversations/);
    const people = Array.from({ length: 5 }, (_, index) => newMember(app, guild, `load.${index}`));
    // All at once: each sees what the others were given.
    await Promise.all(people.slice(0, 4).map((person) => writes(app, person, 'Hello')));
    const owners = (await conversationsOf(app, guild)).map(({ assignee_id }) => assignee_id).toSorted();
    assert.deepEqual(owners, [ann.id, ann.id, ben.id, ben.id].toSorted());
    const last = people[4];
    assert.ok(last);
    await writes(app, last, 'Hello');
    const waiting = await routed(guild, last);
    assert.deepEqual([waiting.owner, waiting.step], [null, 'unassigned']);
    assert.match(waiting.reason.text, /as many conversations as they take/);
    assert.equal((await app.sql`select user_id from inbox_agents where guild_id = ${guild.id}`).length, 3);
    assert.match((await seen(app, guild, cid, 'inbox/on')).content, /You take new conversations/);
    await writes(app, last, 'Anybody?');
    assert.equal(
      (await routed(guild, last)).owner,
      cid.id,
      'what waits is routed again with the next message',
    );
  });

  it('C-I4: says with every conversation why it is whose it is, and mends the rule with one step', async () => {
    const guild = await deskGuild(app);
    const [ann, ben] = [staffMember(guild, 'ann5'), staffMember(guild, 'ben5')];
    const person = newMember(app, guild, 'p5');
    const made = await rule(guild, {
      name: 'Invoices',
      match: { kind: 'keyword', words: ['invoice'] },
      agentId: ann.id,
    });
    await writes(app, person, 'Where is my invoice?');
    const shown = await app.api(guild.id, 'GET', '/inbox/conversations/1');
    assert.deepEqual(shown.body.routeReason, {
      rule: made.id,
      text: 'The rule “Invoices” gives it to ann5: the message says “invoice”.',
      evidence: {
        step: 'rule',
        word: 'invoice',
        because: 'the message says “invoice”',
        agentId: ann.id,
      },
    });
    const wrong = await app.api(guild.id, 'POST', '/inbox/conversations/1/correct-route', {
      assigneeId: ben.id,
    });
    assert.equal(wrong.status, 200, JSON.stringify(wrong.body));
    assert.equal(wrong.body.conversation.assigneeId, ben.id);
    assert.deepEqual([wrong.body.rule.id, wrong.body.rule.agentId], [made.id, ben.id]);
    const next = newMember(app, guild, 'p5b');
    await writes(app, next, 'My invoice is wrong');
    assert.equal((await routed(guild, next)).owner, ben.id);

    // Nobody's rule decided: then it takes a word to make one.
    const other = newMember(app, guild, 'p5c');
    await writes(app, other, 'The delivery is late');
    const number = (await routed(guild, other)).row?.number;
    const path = `/inbox/conversations/${number}/correct-route`;
    assert.equal((await app.api(guild.id, 'POST', path, { assigneeId: ann.id })).status, 422);
    const match = { kind: 'keyword', words: ['delivery'] };
    const taught = await app.api(guild.id, 'POST', path, { assigneeId: ann.id, match });
    assert.deepEqual([taught.status, taught.body.rule.position], [200, 1]);
  });

  it('C16: is changed by command, button and API: its history stays, both owners hear of it, one audit row each', async () => {
    const guild = await deskGuild(app);
    await set(app, guild, 'notifications', { 'inbox-assigned': 'dm' });
    const [ann, ben] = [staffMember(guild, 'ann6'), staffMember(guild, 'ben6')];
    const person = newMember(app, guild, 'p6');
    await writes(app, person, 'Hello');
    await app.settle();
    const claimed = await slash(app, guild, ann, 'inbox/open', { conversation: '1' });
    const taken = await press(app, guild, ann, claimed.message, 'Claim');
    assert.match(JSON.stringify(taken.message.embeds), new RegExp(`<@${ann.id}>`));
    const before = (await auditOf(app, guild)).length;
    const moved = await app.api(guild.id, 'POST', '/inbox/conversations/1/assign', { assigneeId: ben.id });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    await app.settle();
    const added = (await auditOf(app, guild)).slice(before);
    assert.deepEqual(
      added.map(({ action }) => action),
      ['conversations.assign'],
    );
    assert.match(told(app, ann).at(-1)?.content ?? '', /#1 .*p6.* ben6/);
    assert.match(told(app, ben).at(-1)?.content ?? '', /#1 .*p6.* you/);
    const back = await seen(app, guild, guild.admin, 'inbox/assign', { conversation: '1', person: ann.id });
    assert.match(back.content, new RegExp(`<@${ann.id}>`));
    const twice = await app.api(guild.id, 'POST', '/inbox/conversations/1/assign', { assigneeId: ann.id });
    assert.equal(twice.status, 409);
    const timeline = await app.sql`select content from conversation_messages where guild_id = ${guild.id}
      and direction = 'event' order by sequence`;
    assert.ok(timeline.length >= 3, JSON.stringify(timeline));
  });

  it('C16: is put right by merging and by splitting, with nothing lost', async () => {
    const guild = await deskGuild(app, { routing: 'queue' });
    const [ann, ben] = [staffMember(guild, 'ann7'), staffMember(guild, 'ben7')];
    const [person, other] = [newMember(app, guild, 'p7'), newMember(app, guild, 'p7b')];
    await writes(app, person, 'About the table');
    await answer(guild, ann, 1, 'Which one?');
    await app.api(guild.id, 'POST', '/inbox/conversations/1/assign', { assigneeId: ann.id });
    await close(guild, 1);
    await writes(app, person, 'The big one');
    await app.api(guild.id, 'POST', '/inbox/conversations/2/assign', { assigneeId: ben.id });
    await writes(app, other, 'Somebody else');
    assert.equal(
      (await app.api(guild.id, 'POST', '/inbox/conversations/3/merge', { into: '1' })).status,
      409,
    );
    await app.settle();
    const before = (await auditOf(app, guild)).length;
    const merged = await app.api(guild.id, 'POST', '/inbox/conversations/1/merge', { into: '2' });
    assert.equal(merged.status, 200, JSON.stringify(merged.body));
    assert.deepEqual(
      (await auditOf(app, guild)).slice(before).map(({ action }) => action),
      ['conversations.merge'],
    );
    const shown = await app.api(guild.id, 'GET', '/inbox/conversations/2');
    const said = (messages: { direction: string; content: string }[]) =>
      messages.filter(({ direction }) => direction !== 'event').map(({ content }) => content);
    assert.deepEqual(said(shown.body.messages), ['About the table', 'Which one?', 'The big one']);
    assert.equal(
      (await app.api(guild.id, 'POST', '/inbox/conversations/1/merge', { into: '2' })).status,
      409,
    );

    const big = shown.body.messages.find(({ content }: { content: string }) => content === 'The big one');
    const parted = await app.api(guild.id, 'POST', '/inbox/conversations/2/split', {
      messageIds: [big.id],
      assigneeId: ann.id,
      subject: 'The big table',
    });
    assert.equal(parted.status, 201, JSON.stringify(parted.body));
    const rest = await app.api(guild.id, 'GET', '/inbox/conversations/2');
    const own = await app.api(guild.id, 'GET', `/inbox/conversations/${parted.body.number}`);
    assert.deepEqual([rest.body.preview, own.body.preview], ['Which one?', 'The big one']);
    assert.deepEqual(said(rest.body.messages), ['About the table', 'Which one?']);
    assert.deepEqual(said(own.body.messages), ['The big one']);
    assert.equal((await signalsOf(app, guild)).filter((type) => type === 'inbox.assigned').length, 4);

    // What is written next goes where it went before; an answer to the parted message goes there.
    await writes(app, person, 'By the way');
    const replied = await writes(app, person, 'This one I mean', {
      type: 19,
      reply_to: big.discordMessageId,
    });
    const rows = await messagesOf(app, guild);
    const where = (text: string) => rows.find(({ content }) => content === text)?.conversation_id;
    assert.equal(where('By the way'), rest.body.id);
    assert.equal(where('This one I mean'), replied && own.body.id);
  });

  it('C18: whoever wrote the very message that the person replies to', async () => {
    const guild = await deskGuild(app);
    const [ann, ben] = [staffMember(guild, 'ann8'), staffMember(guild, 'ben8')];
    const person = newMember(app, guild, 'p8');
    await agentOn(app, guild, ann);
    await writes(app, person, 'Hello');
    await answer(guild, ben, 1, 'Ben here: the table is ready.');
    await answer(guild, ann, 1, 'And Ann: so is the chair.');
    const [bens] = told(app, person);
    assert.ok(bens);
    await writes(app, person, 'When can I fetch it?', { type: 19, reply_to: bens.id });
    const found = await routed(guild, person);
    assert.deepEqual([found.owner, found.step], [ben.id, 'reply']);
    assert.match(found.reason.text, /replied to a message that Ben8|ben8 wrote/i);
    assert.equal(dmWith(app, person), found.row?.channel_id);
  });
});
