import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import { cookieOf, type LiveReader, openEventStream, openSocket } from './support/live-reader.ts';

let app: TestApp;
let guild: TestGuild;
let other: TestGuild;
let maya: Visitor;
const readers: LiveReader[] = [];

before(async () => {
  app = await createTestApp();
  guild = app.newGuild();
  other = app.newGuild();
  maya = await signIn(app, guild.member);
});
after(async () => {
  for (const reader of readers) reader.close();
  await app.close();
});

async function kept(opening: Promise<LiveReader>): Promise<LiveReader> {
  const reader = await opening;
  readers.push(reader);
  return reader;
}
const record = async (title: string, of = guild) =>
  (await app.api(of.id, 'POST', '/records', { kind: 'log', title })).body.id as string;
const titles = (reader: LiveReader) =>
  reader.events().map(({ data }) => (data as { record: { title: string } }).record.title);
/** Writes many signals at once; they are told with the next change, as after a poke that was lost. */
const writeUnpoked = (of: TestGuild, count: number, prefix: string) =>
  app.sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at, dispatched_at)
    select gen_random_uuid(), ${of.id}, 'record.created', 'record:x',
      jsonb_build_object('record', jsonb_build_object('title', ${prefix}::text || n)), 'user:1', 'api', 'x', now(), now()
    from generate_series(1, ${count}::int) as n`;
const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`);

for (const [way, open] of Object.entries({ WebSocket: openSocket, 'event stream': openEventStream })) {
  describe(`the live stream as ${way}`, () => {
    it('G09: tells all readers of one server within a second, and nobody of another', async () => {
      const first = await kept(open(app, guild.id, { visitor: maya }));
      const second = await kept(open(app, guild.id, { key: await app.apiKey(guild.id) }));
      const stranger = await kept(open(app, other.id, { key: await app.apiKey(other.id) }));
      const id = await record('Waxed');
      const from = Date.now();
      const [event] = await first.has(1);
      await second.has(1);
      assert.ok(Date.now() - from < 1_000, `took ${Date.now() - from} ms`);
      assert.equal(event?.type, 'record.created');
      assert.equal(event?.subject, `record:${id}`);
      assert.deepEqual(second.events(), first.events());
      await record('Elsewhere', other);
      await stranger.has(1);
      assert.deepEqual(titles(stranger), ['Elsewhere']);
    });

    it('G09: goes on after the id that a reader comes back with: nothing is lost, nothing comes twice', async () => {
      const here = app.newGuild();
      const by = { key: await app.apiKey(here.id) };
      const before = await kept(open(app, here.id, by));
      await record('one', here);
      await before.has(1);
      before.close();
      await record('two', here);
      await writeUnpoked(here, 30, 'more ');
      const back = await kept(open(app, here.id, by, { since: before.lastId() }));
      await back.has(31);
      await record('last', here);
      await back.has(32);
      assert.deepEqual(titles(back), ['two', ...numbered(30, 'more '), 'last']);
    });

    it('tells only the types and subjects that were asked for', async () => {
      const here = app.newGuild();
      const by = { key: await app.apiKey(here.id) };
      const one = await record('one', here);
      const ofOne = await kept(open(app, here.id, by, { subject: `record:${one}` }));
      const closings = await kept(open(app, here.id, by, { type: 'record.closed,machine.*' }));
      await record('two', here);
      await app.api(here.id, 'POST', `/records/${one}/comments`, { body: 'Done.' });
      await app.api(here.id, 'POST', `/records/${one}/close`, {});
      await ofOne.has(2);
      await closings.has(1);
      assert.deepEqual(
        ofOne.events().map(({ type }) => type),
        ['record.commented', 'record.closed'],
      );
      assert.deepEqual(
        closings.events().map(({ type, subject }) => [type, subject]),
        [['record.closed', `record:${one}`]],
      );
    });
  });
}

describe('who reads the live stream', () => {
  const refused = (by: Parameters<typeof openSocket>[2], of = guild) =>
    openSocket(app, of.id, by).then(
      () => assert.fail('it was let in'),
      (error: Error) => Number(/\d{3}/.exec(error.message)?.[0]),
    );

  it('is somebody who may: no made-up key, no key of another server, nobody who is not in it', async () => {
    assert.equal(await refused({ key: `gh_${'x'.repeat(32)}` }), 401);
    assert.equal(await refused({ key: await app.apiKey(other.id) }), 401);
    assert.equal(await refused({ key: await app.apiKey(guild.id, ['records:read']) }), 403, 'no hub:live');
    assert.equal(await refused({ key: await app.apiKey(guild.id, ['hub:live']) }), 403, 'nothing to see');
    assert.equal(await refused({ visitor: maya }, other), 404);
    const anonymous = await fetch(`${app.url}/guilds/${guild.id}/live`);
    assert.equal(anonymous.status, 401);
  });

  it('is not another site that makes a browser open it', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const opening = openSocket(app, guild.id, { visitor: maya }, {}, origin);
      await assert.rejects(opening, /403/, origin);
    }
  });

  it('says what they write only where they take part, and from the dashboard itself', async () => {
    const admin = await signIn(app, guild.admin);
    const say = async (visitor: Visitor, draft: unknown, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${app.url}/guilds/${guild.id}/live`, {
        method: 'POST',
        headers: { cookie: cookieOf(visitor), origin: app.url, ...headers },
        body: JSON.stringify({ draft }),
      });
      return answer.status;
    };
    const draft = { subject: 'conversation:x', text: 'Dear' };
    assert.equal(await say(admin, draft), 204);
    assert.equal(await say(admin, draft, { origin: 'https://evil.example' }), 403);
    assert.equal(await say(admin, { ...draft, subject: 'record:x' }), 403, 'nobody writes there');
    assert.equal(await say(admin, { ...draft, text: 'x'.repeat(4_000) }), 422);
    assert.equal(await say(maya, draft), 403, 'not of the team');
    assert.equal(await say(await signIn(app, other.admin), draft), 404);
  });

  it('sees what the features that they may read tell, and no more', async () => {
    const here = app.newGuild();
    const member = await kept(openSocket(app, here.id, { visitor: await signIn(app, here.member) }));
    const admin = await kept(openSocket(app, here.id, { visitor: await signIn(app, here.admin) }));
    const machines = await kept(
      openSocket(app, here.id, { key: await app.apiKey(here.id, ['hub:live', 'webhooks:read']) }),
    );
    await app.api(here.id, 'PATCH', '/settings/access', { values: { staffRoles: [here.staffRoleId] } });
    await record('Waxed', here);
    await admin.has(2);
    await member.has(1);
    assert.deepEqual(
      admin.events().map(({ type }) => type),
      ['settings.changed', 'record.created'],
    );
    assert.deepEqual(titles(member), ['Waxed']);
    assert.deepEqual(machines.events(), []);
  });

  it('hears of its own affairs that something happened, and nothing of what it says', async () => {
    const here = app.newGuild();
    const reader = async (who: { id: string }) =>
      kept(openSocket(app, here.id, { visitor: await signIn(app, who) }, { type: 'ticket.*,message.*' }));
    const [member, staff, other] = [
      await reader(here.member),
      await reader(here.admin),
      await reader(here.staff),
    ];
    const opening = { personId: here.member.id, subject: 'Hush', message: 'Secret words' };
    const { id, number } = (await app.api(here.id, 'POST', '/tickets', opening)).body;
    await app.api(here.id, 'POST', `/tickets/${number}/notes`, { content: 'Secret thoughts' });
    await app.api(here.id, 'PATCH', `/tickets/${number}`, { tags: ['secret'] });
    await app.api(here.id, 'POST', `/tickets/${number}/close`, { reason: 'Secret reason' });
    await staff.has(5);
    const opened = (await member.has(3)).find(({ type }) => type === 'ticket.opened');
    assert.deepEqual(
      member.events().map(({ type }) => type),
      ['message.received', 'ticket.opened', 'ticket.closed'],
    );
    assert.deepEqual(
      { ...opened, id: '', at: '' },
      {
        id: '',
        at: '',
        type: 'ticket.opened',
        subject: `ticket:${id}`,
        actor: '',
        data: null,
      },
    );
    assert.doesNotMatch(JSON.stringify(member.messages), /[Ss]ecret|key:/);
    assert.deepEqual(other.events(), [], 'it is nobody else’s');
  });

  it('G09: sees nothing any more once the key is revoked or the person signs out', async () => {
    const here = app.newGuild();
    const visitor = await signIn(app, here.member);
    const person = await kept(openSocket(app, here.id, { visitor }));
    const program = await kept(openEventStream(app, here.id, { key: await app.apiKey(here.id) }));
    await record('Before', here);
    await Promise.all([person.has(1), program.has(1)]);
    await visitor.get('/account');
    assert.equal((await visitor.post('/auth/sign-out')).status, 303);
    await app.sql`update api_keys set revoked_at = now() where guild_id = ${here.id}`;
    await app.advance(61_000);
    await writeUnpoked(here, 1, 'After ');
    // Whoever opens the stream makes the feed look at what is new.
    const poker = await kept(openSocket(app, here.id, { visitor: await signIn(app, here.admin) }));
    await eventually('both are out', () => person.closed() && program.closed());
    assert.equal(person.closed()?.code, 4001);
    assert.deepEqual([titles(person), titles(program)], [['Before'], ['Before']]);
    poker.close();
  });
});

describe('the live stream', () => {
  it('G09: outlives its object: after an eviction the same sockets get what comes, once', async () => {
    const here = app.newGuild();
    const reader = await kept(openSocket(app, here.id, { key: await app.apiKey(here.id) }));
    await record('one', here);
    await reader.has(1);
    await app.stack.worker.evictLiveFeed(here.id);
    await record('two', here);
    await reader.has(2);
    assert.deepEqual(titles(reader), ['one', 'two']);
    assert.equal(reader.closed(), undefined);
  });

  it('makes up for a poke that was lost with the next one, in order', async () => {
    const here = app.newGuild();
    const reader = await kept(openSocket(app, here.id, { key: await app.apiKey(here.id) }));
    await writeUnpoked(here, 3, 'unheard ');
    await record('heard', here);
    await reader.has(4);
    assert.deepEqual(titles(reader), [...numbered(3, 'unheard '), 'heard']);
  });

  it('G09: lets no reader pile things up: it waits, then asks to come back with the id', async () => {
    const here = app.newGuild();
    const by = { key: await app.apiKey(here.id) };
    const slow = await kept(openSocket(app, here.id, by));
    const quick = await kept(openSocket(app, here.id, by));
    await writeUnpoked(here, 100, 'many ');
    await record('last', here);
    await slow.has(64);
    await quick.has(64);
    quick.say({ ack: 64 });
    await quick.has(101);
    assert.equal(slow.events().length, 64, 'no more than it may have on the way');
    await app.advance(21_000);
    await record('later', here);
    await eventually('it is let go', () => slow.closed());
    assert.equal(slow.closed()?.code, 4008);
    const bye = slow.messages.at(-1);
    assert.deepEqual(bye, { kind: 'bye', reason: 'slow', id: slow.events().at(-1)?.id });
    const back = await kept(openSocket(app, here.id, by, { since: slow.lastId() }));
    await back.has(38);
    assert.deepEqual([...titles(slow), ...titles(back)], [...numbered(100, 'many '), 'last', 'later']);
  });

  it('has no gaps: signals get their numbers behind a lock of their server, in the same transaction', async () => {
    const here = app.newGuild();
    await record('one', here);
    await app.settle();
    app.database.faults.stats().reset();
    await app.api(here.id, 'POST', '/records/1/close', {});
    const { statements } = app.database.faults.stats();
    const written = statements.findIndex((text) => /^insert into "signals"/.test(text));
    assert.match(
      statements[written - 1] ?? '',
      /^select pg_advisory_xact_lock\(hashtextextended\(\$1, 0\)\)/,
    );
  });

  it('says so when it does not know the id that a reader comes with', async () => {
    const since = '01900000-0000-7000-8000-000000000000';
    const reader = await kept(openSocket(app, guild.id, { visitor: maya }, { since }));
    assert.equal(reader.messages[0]?.kind === 'hello' && reader.messages[0].lost, true);
    const foreign = (await app.sql`select id from signals where guild_id = ${other.id} limit 1`)[0]?.id;
    const guest = await kept(openSocket(app, guild.id, { visitor: maya }, { since: String(foreign) }));
    assert.equal(guest.messages[0]?.kind === 'hello' && guest.messages[0].lost, true, 'of another server');
  });

  it('refuses filters and ids that are none', async () => {
    for (const query of ['type=Record!', 'subject=record', 'since=yesterday', `type=${'a.b,'.repeat(31)}x`]) {
      const answer = await fetch(`${app.url}/guilds/${guild.id}/live?${query}`, {
        headers: { cookie: cookieOf(maya) },
      });
      assert.equal(answer.status, 422, query);
    }
  });
});

describe('asking again and again instead', () => {
  it('gives the same events page by page, and is part of the API', async () => {
    const here = app.newGuild();
    const start = (await app.api(here.id, 'GET', '/live')).body;
    assert.deepEqual(start, { events: [], next: '0', more: false, lost: false });
    await writeUnpoked(here, 25, 'polled ');
    const seen: string[] = [];
    let since = start.next;
    for (let pages = 0; pages < 9; pages++) {
      const { body } = await app.api(here.id, 'GET', `/live?since=${since}&limit=10`);
      seen.push(
        ...body.events.map((event: { data: { record: { title: string } } }) => event.data.record.title),
      );
      since = body.next;
      if (!body.more) break;
    }
    assert.deepEqual(seen, numbered(25, 'polled '));
    assert.deepEqual((await app.api(here.id, 'GET', `/live?since=${since}`)).body.events, []);
  });

  it('goes on over what a reader did not ask for', async () => {
    const here = app.newGuild();
    await writeUnpoked(here, 30, 'noise ');
    const { body } = await app.api(here.id, 'GET', '/live?since=0&type=machine.*');
    assert.deepEqual([body.events, body.more], [[], false]);
    assert.notEqual(body.next, '0', 'the noise need not be looked at again');
  });
});
