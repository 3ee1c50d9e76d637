import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, customIds, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import { serve } from './support/serve-app.ts';

let app: TestApp;
let guild: TestGuild;
const MINUTE = 60_000;

before(async () => {
  app = await createTestApp({ probe: true });
  guild = app.newGuild();
});
after(() => app.close());

const probe = (
  name: string,
  options: Record<string, unknown> = {},
  who: 'member' | 'staff' | 'admin' = 'member',
) =>
  ({
    type: 'command',
    userId: guild[who].id,
    channelId: guild.channelId,
    commandName: `probe/${name}`,
    options,
  }) as const;

/** The text of the message that the bot posted last. */
function lastPost(): string {
  const post = app.discord.control.calls({ method: 'POST', path: '/messages' }).at(-1);
  return String((post?.body as { content?: string })?.content);
}

describe('answers to interactions', () => {
  it('G01: typed options of a slash command reach the handler as what they are', async () => {
    const answer = await app.run(
      probe('options', {
        text: 'ü 𝄞 {}',
        number: 7,
        flag: false,
        person: guild.staff.id,
        place: guild.channelId,
        role: guild.staffRoleId,
      }),
    );
    assert.equal(answer.type, 4);
    const seen = JSON.parse(answer.message.content);
    assert.deepEqual(
      { ...seen, person: seen.person.id },
      {
        text: 'ü 𝄞 {}',
        number: 7,
        flag: false,
        person: guild.staff.id,
        place: guild.channelId,
        role: guild.staffRoleId,
      },
    );
    assert.equal(seen.person.username, guild.staff.username);
  });

  it('G01: autocomplete suggests while somebody types', async () => {
    const request = { ...probe('options', { text: 'wor' }), type: 'autocomplete', focused: 'text' } as const;
    const answer = await app.start(request);
    assert.deepEqual(answer.first, { type: 8, data: { choices: [{ name: 'wor!', value: 'wor!' }] } });
  });

  it('G01: message and user commands reach their targets', async () => {
    const message = app.say(guild.channelId, guild.member, 'look at me');
    const onMessage = {
      type: 'message-command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'Probe message',
      targetId: message.id,
    } as const;
    assert.equal((await app.run(onMessage)).message.content, `Message ${message.id}`);
    const onPerson = {
      type: 'user-command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'Probe person',
      targetId: guild.staff.id,
    } as const;
    assert.equal((await app.run(onPerson)).message.content, `Person ${guild.staff.id}`);
  });

  it('G01: buttons, selects and modals work on a posted panel, and an old button answers politely', async () => {
    const panel = (await app.run(probe('panel'))).message;
    const on = { userId: guild.member.id, channelId: guild.channelId, messageId: panel.id };
    const [count = '', form = '', later = '', older = '', pick = ''] = customIds(panel);

    const picked = await app.run({ ...on, type: 'component', customId: pick, values: ['red', 'blue'] });
    assert.equal(picked.message.content, 'Picked red and blue');

    const opened = await app.run({ ...on, type: 'component', customId: form });
    assert.equal(opened.type, 9);
    const submitted = await app.run({
      ...on,
      type: 'modal',
      customId: 'probe:form:x',
      components: { why: '  it broke ' },
    });
    assert.equal(submitted.message.content, 'Because it broke (x)');

    const old = await app.run({ ...on, type: 'component', customId: older });
    assert.match(old.message.content, /older version/);
    assert.equal(old.first.data?.flags, 64);

    const counted = await app.run({ ...on, type: 'component', customId: count });
    assert.equal(counted.type, 7);
    assert.equal(counted.message.content, 'Counted 1');

    const fresh = (await app.run(probe('panel'))).message;
    const changed = await app.run({ ...on, messageId: fresh.id, type: 'component', customId: later });
    assert.equal(changed.type, 6);
    assert.equal(changed.message.content, 'Changed from the queue');
    assert.deepEqual(changed.message.components, []);
  });

  it('G03: a slow command is deferred within the three seconds and answered later', async () => {
    const started = await app.start(probe('slow'));
    assert.equal(started.type, 5);
    assert.equal(started.first.data?.flags, 64);
    assert.ok(started.latencyMs < 3_000);
    await eventually('the late answer', () => {
      const { original } = app.discord.control.interactionState(started.interactionId);
      return original?.content === 'Here at last.';
    });
  });

  it('G03: deferred work shows its progress and then its answer, and asks nothing outside before the deferral', async () => {
    app.database.faults.stats().reset();
    app.discord.control.clearCalls();
    app.discord.control.script({ path: '/messages/@original', delayMs: 300, times: 1 });
    const started = await app.start(probe('later'));
    assert.equal(started.type, 5);
    const answer = await app.finish(started);
    assert.equal(answer.message.content, 'All of it is done.');
    const edits = app.discord.control.calls({ method: 'PATCH', path: '/messages/@original' });
    assert.deepEqual(
      edits.map((call) => (call.body as { content: string }).content),
      ['Half of it is done …', 'All of it is done.'],
    );
  });

  it('B21: a handler that throws ends in words with a reference that the log explains, and no detail of the bug', async () => {
    for (const name of ['throws', 'throws-now']) {
      const { message } = await app.run(probe(name));
      assert.match(message.content, /Something broke on our side/);
      assert.doesNotMatch(message.content, /private detail/);
      const reference = /`([\w-]+)`/.exec(message.content)?.[1] ?? '';
      assert.ok(reference.length >= 8);
      await eventually('the log line', () =>
        app.logs.some((line) => line.includes(reference) && line.includes('private detail')),
      );
    }
    const dead = await app.sql`select state, reference, error from jobs where state = 'dead'`;
    assert.equal(dead.length, 1);
    assert.match(String(dead[0]?.error), /private detail/);
  });

  it('a queue that is quicker than Discord reads the deferral waits for it', async () => {
    const early = { message: 'Unknown Webhook', code: 10015 };
    app.discord.control.script({
      method: 'PATCH',
      path: '/messages/@original',
      status: 404,
      body: early,
      times: 2,
    });
    assert.equal(
      (await app.run(probe('refuses'))).message.content,
      'Seven is not a colour. Give red, green or blue.',
    );
  });

  it('an answer whose placeholder the person dismissed comes as a new message', async () => {
    const edits = { method: 'PATCH', path: '/messages/@original' };
    app.discord.control.script({ ...edits, status: 500, body: {}, times: 0 });
    app.discord.control.clearCalls();
    const started = await app.start(probe('refuses'));
    await eventually('the first try fails', () => app.discord.control.calls(edits).length > 0);
    const placeholder = app.discord.control.interactionState(started.interactionId).interaction.original_id;
    const dismissed = await fetch(`${app.discord.url}/_client/dismiss`, {
      method: 'POST',
      headers: { 'x-user-id': guild.member.id, 'content-type': 'application/json' },
      body: JSON.stringify({ message_id: placeholder }),
    });
    assert.equal(dismissed.status, 204);
    app.discord.control.clearScripts();
    const { followups } = await app.finish(started);
    assert.equal(followups.length, 1);
    assert.equal(followups[0]?.content, 'Seven is not a colour. Give red, green or blue.');
    assert.equal((followups[0]?.flags ?? 0) & 64, 64);
  });

  it('a refusal in words reaches the person as it is, from the queue too, and is done work, not failed work', async () => {
    const refused = await app.run(probe('refuses'));
    assert.equal(refused.message.content, 'Seven is not a colour. Give red, green or blue.');
    const denied = await app.run(probe('staff-later'));
    assert.match(denied.message.content, /Only staff/);
    for (const [{ interactionId }, code] of [
      [refused, 'invalid_input'],
      [denied, 'denied'],
    ] as const) {
      const id = `interaction:${interactionId}`;
      const [row] = await app.sql`select state, result, error, reference from jobs where id = ${id}`;
      assert.deepEqual(row, { state: 'done', result: { refused: code }, error: null, reference: null });
    }
  });

  it('an interaction that comes twice at once is worked on once and answered once', async () => {
    const worker = app.discord.control.application({}).interactions_endpoint_url as string;
    const first: unknown[] = [];
    const twice = await serve(async (request) => {
      const init = { method: 'POST', headers: request.headers, body: await request.arrayBuffer() };
      const answers = await Promise.all([fetch(worker, init), fetch(worker, init)]);
      const bodies = await Promise.all(answers.map((answer) => answer.json()));
      first.push(...bodies);
      return Response.json(bodies[0]);
    });
    try {
      app.discord.control.application({ interactions_endpoint_url: twice.url });
      app.discord.control.clearCalls();
      const runs = () => app.logs.filter((line) => line.includes('probe ran')).length;
      const before = runs();
      const answer = await app.run(probe('later'));
      assert.equal(answer.message.content, 'All of it is done.');
      assert.deepEqual(first, [answer.first, answer.first]);
      const others = app.sql`select state from jobs where id = ${`interaction:${answer.interactionId}`}`;
      assert.deepEqual(await others, [{ state: 'done' }]);
      assert.equal(runs() - before, 1);
      const edits = app.discord.control.calls({ method: 'PATCH', path: '/messages/@original' });
      // The queue may be quicker than Discord reads the deferral; what it refuses then, nobody sees.
      const seen = edits.filter(({ status }) => status === 200);
      assert.deepEqual(
        seen.map(({ body }) => (body as { content: string }).content).at(-1),
        'All of it is done.',
      );
      assert.equal(seen.length, 2, 'the progress and the answer');
    } finally {
      app.discord.control.application({ interactions_endpoint_url: worker });
      await twice.close();
    }
  });

  it('denies by default: staff and admin commands refuse others in words', async () => {
    assert.match((await app.run(probe('staff'))).message.content, /Only staff/);
    assert.match((await app.run(probe('admin', {}, 'staff'))).message.content, /manage this server/);
    assert.equal((await app.run(probe('admin', {}, 'admin'))).message.content, 'Hello, admin.');
    assert.equal((await app.run(probe('staff', {}, 'admin'))).message.content, 'Hello, staff.');
  });

  it('G03: Discord failing at the edit delays the answer and does not run the handler twice', async () => {
    const runs = () => app.logs.filter((line) => line.includes('probe ran')).length;
    const before = runs();
    app.discord.control.script({
      method: 'PATCH',
      path: '/messages/@original',
      status: 500,
      body: {},
      // Four tries of the progress message and four of the answer fail; then the stored answer is sent.
      times: 9,
    });
    const answer = await app.run(probe('later'));
    assert.equal(answer.message.content, 'All of it is done.');
    assert.equal(runs() - before, 1);
  });

  it('G03: an answer that Discord refuses as it is ends in words all the same', async () => {
    app.discord.control.script({
      method: 'PATCH',
      path: '/messages/@original',
      status: 400,
      body: { code: 50035, message: 'Invalid Form Body' },
      times: 1,
    });
    const { message } = await app.run(probe('public'));
    assert.match(message.content, /\w{3}/);
    assert.doesNotMatch(message.content, /Everybody may read this/);
    assert.deepEqual(app.discord.control.scripts(), []);
  });

  it('G-I6: an answer whose token died goes by direct message, and if those are closed, by a page', async () => {
    for (const closed of [false, true]) {
      app.discord.control.setUser(guild.member.id, { dmsClosed: closed });
      const edits = { method: 'PATCH', path: '/messages/@original' };
      app.discord.control.script({ ...edits, status: 500, body: {}, times: 0 });
      app.discord.control.clearCalls();
      const started = await app.start(probe('refuses'));
      await eventually('the first try fails', () => app.discord.control.calls(edits).length > 0);
      await app.advance(16 * MINUTE);
      app.discord.control.clearScripts();
      await app.finish(started);
      const posts = app.discord.control.calls({ method: 'POST', path: '/messages' });
      const texts = posts.map((call) => String((call.body as { content?: string }).content));
      if (!closed) {
        assert.ok(
          texts.some((text) => /^Seven is not a colour\..*\n-# This took longer than/.test(text)),
          texts.join(' | '),
        );
        continue;
      }
      const link = /https?:\S+\/results\/\w+/.exec(texts.at(-1) ?? '')?.[0];
      assert.ok(link, texts.join(' | '));
      assert.match(texts.at(-1) ?? '', new RegExp(`<@${guild.member.id}>`));
      // Everybody in the channel sees the link, and the answer was for one of them.
      const path = new URL(link).pathname;
      const signedOut = await fetch(link, { redirect: 'manual' });
      assert.deepEqual(
        [signedOut.status, signedOut.headers.get('location')],
        [302, `/auth/discord?return=${encodeURIComponent(path)}`],
      );
      const stranger = await (await signIn(app, guild.admin)).get(path);
      assert.equal(stranger.status, 403);
      assert.doesNotMatch(stranger.text, /Seven/);
      const own = await signIn(app, guild.member);
      const page = await own.get(path);
      assert.equal(page.status, 200);
      assert.match(page.text, /Seven is not a colour\./);
      assert.equal((await own.get(`${path}0`)).status, 404);
      await app.advance(8 * 24 * 60 * MINUTE);
      assert.equal((await own.get(path)).status, 404);
    }
    app.discord.control.setUser(guild.member.id, { dmsClosed: false });
  });

  it('G03: an answer that Discord takes in no form goes by direct message', async () => {
    for (const [status, code] of [
      [403, 50001],
      [400, 50035],
    ]) {
      app.discord.control.script({
        method: 'PATCH',
        path: '/messages/@original',
        status,
        body: { code, message: 'Refused' },
        times: 0,
      });
      app.discord.control.clearCalls();
      await app.run(probe('refuses'));
      app.discord.control.clearScripts();
      assert.match(lastPost(), /^Seven is not a colour\..*\n-# Discord did not take this as the answer/);
    }
  });

  it('an answer whose interaction Discord does not know goes by direct message, and nobody is told that it was slow', async () => {
    for (const [status, code] of [
      [404, 10015],
      [404, 10062],
      [401, 50027],
    ]) {
      const body = { code, message: 'Unknown' };
      app.discord.control.script({ method: 'PATCH', path: '/messages/@original', status, body, times: 0 });
      app.discord.control.clearCalls();
      await app.run(probe('refuses'));
      app.discord.control.clearScripts();
      assert.match(lastPost(), /^Seven is not a colour\..*\n-# Discord did not take this as the answer/);
      assert.doesNotMatch(lastPost(), /longer|too long/);
    }
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    const body = { code: 50027, message: 'Invalid Webhook Token' };
    app.discord.control.script({ method: 'PATCH', path: '/messages/@original', status: 401, body, times: 0 });
    await app.run(probe('refuses'));
    app.discord.control.clearScripts();
    app.discord.control.setUser(guild.member.id, { dmsClosed: false });
    assert.match(lastPost(), /your result is ready, but your direct messages are closed/);
    assert.doesNotMatch(lastPost(), /longer|too long/);
  });

  it('G03: a public answer whose token died goes to the channel', async () => {
    const edits = { method: 'PATCH', path: '/messages/@original' };
    app.discord.control.script({ ...edits, status: 500, body: {}, times: 0 });
    app.discord.control.clearCalls();
    const started = await app.start(probe('public'));
    await eventually('the first try fails', () => app.discord.control.calls(edits).length > 0);
    await app.advance(16 * MINUTE);
    app.discord.control.clearScripts();
    await app.finish(started);
    const [post] = app.discord.control.calls({
      method: 'POST',
      path: `/channels/${guild.channelId}/messages`,
    });
    assert.ok(post);
    assert.match(JSON.stringify(post.body), /Everybody may read this/);
  });
});
