import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { createTestApp, type TestApp, type TestGuild } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

describe('requests to the API', () => {
  let app: TestApp;
  let guild: TestGuild;
  let key: string;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    key = await app.apiKey(guild.id);
  });
  after(() => app.close());

  /** A request as it is, without the care that `app.api` takes of it. */
  const send = (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string } = {},
  ) =>
    fetch(`${app.url}/api/v1/guilds/${guild.id}${path}`, {
      method,
      ...(init.body === undefined ? {} : { body: init.body }),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
    });
  const problem = async (response: Response) => {
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const body = await response.json();
    assert.equal(body.status, response.status);
    assert.equal(response.headers.get('x-request-id'), body.requestId);
    assert.match(body.detail, /^(?:[\w.-]+: )?[A-Z].*[.)]$/);
    return body;
  };

  it('answers each kind of broken request with its own status, code and remedy', async () => {
    const record = JSON.stringify({ kind: 'log', title: 'Waxed' });
    const cases: [status: number, code: string, send: () => Promise<Response>][] = [
      [400, 'bad_request', () => send('POST', '/records', { body: '{"kind":' })],
      [404, 'not_found', () => send('GET', '/nothing-of-the-kind')],
      [404, 'not_found', () => send('GET', '/records/4711')],
      [404, 'not_found', () => send('GET', '/__proto__')],
      [405, 'method_not_allowed', () => send('PUT', '/%72ecords', { body: record })],
      [405, 'method_not_allowed', () => send('PUT', '/records', { body: record })],
      [406, 'not_acceptable', () => send('GET', '/records', { headers: { accept: 'text/html' } })],
      [413, 'too_large', () => send('POST', '/records', { body: `{"title":"${'x'.repeat(300_000)}"}` })],
      [
        415,
        'unsupported_type',
        () => send('POST', '/records', { body: record, headers: { 'content-type': 'text/plain' } }),
      ],
      [422, 'invalid_input', () => send('POST', '/records', { body: '{"kind":"log"}' })],
      [422, 'invalid_input', () => send('POST', '/records', { body: '{"kind":"log","title":"a\\u0000b"}' })],
      [422, 'invalid_input', () => send('POST', '/records', { body: '{"kind":"log","title":"a\\ud800b"}' })],
      [422, 'invalid_input', () => send('POST', '/records', { body: '[]' })],
      [422, 'invalid_input', () => send('GET', '/records?state=open')],
      [422, 'invalid_input', () => send('GET', '/records?limit=101')],
      [422, 'invalid_input', () => send('GET', '/records?limit=5&limit=6')],
      [422, 'invalid_input', () => send('GET', '/records?cursor=WyJtYWNoaW5lcyIsImEiXQ')],
      [
        422,
        'invalid_input',
        () => send('POST', '/records', { body: record, headers: { 'idempotency-key': 'a b' } }),
      ],
    ];
    for (const [status, code, request] of cases) {
      const response = await request();
      const body = await problem(response);
      assert.deepEqual([body.status, body.code], [status, code], JSON.stringify(body));
    }
    assert.deepEqual(await app.sql`select id from records where guild_id = ${guild.id}`, []);
  });

  it('says which methods an address takes, answers HEAD, and lets no page of another site call', async () => {
    const wrong = await send('DELETE', '/records');
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
    const asked = await fetch(`${app.url}/api/v1/guilds/${guild.id}/records`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    assert.deepEqual([asked.status, asked.headers.get('allow')], [204, 'GET, HEAD, OPTIONS, POST']);
    const head = await send('HEAD', '/records', { headers: { origin: 'https://evil.example' } });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    for (const { headers } of [asked, head, await fetch(`${app.url}/health`)]) {
      assert.deepEqual(
        [...headers.keys()].filter((name) => name.startsWith('access-control')),
        [],
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
    }
    assert.equal(head.headers.get('cache-control'), 'no-store');
  });

  it('pages every list by the same cursor: nothing twice, nothing missed, whatever is added meanwhile', async () => {
    const { id } = app.newGuild();
    const add = async (path: string, body: object) =>
      assert.equal((await app.api(id, 'POST', path, body)).status, 201);
    for (let i = 0; i < 5; i++) {
      await add('/records', { kind: 'log', title: `Entry ${i}` });
      await add('/machines', { name: `Machine ${i}` });
      await add('/maintainers', { name: `Person ${i}` });
      await add('/keys', { name: `Key ${i}`, scopes: ['records:read'] });
    }
    const lists: [path: string, field: string, more: () => Promise<void>][] = [
      ['/records', 'records', () => add('/records', { kind: 'log', title: 'Late' })],
      ['/machines', 'machines', () => add('/machines', { name: 'Aaa' })],
      ['/maintainers', 'maintainers', () => add('/maintainers', { name: 'Aaron' })],
      ['/keys', 'keys', () => add('/keys', { name: 'Late', scopes: ['*'] })],
      ['/audit', 'entries', () => add('/records', { kind: 'log', title: 'Later' })],
    ];
    for (const [path, field, more] of lists) {
      const before = (await app.api(id, 'GET', `${path}?limit=100`)).body[field].map(
        (one: { id: string }) => one.id,
      );
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 40; page++) {
        const { status, body } = await app.api(id, 'GET', `${path}?limit=2${cursor}`);
        assert.equal(status, 200);
        assert.ok(body[field].length <= 2);
        seen.push(...body[field].map((one: { id: string }) => one.id));
        if (page === 0) await more();
        if (body.next === null) break;
        assert.match(body.next, /^[\w-]+$/);
        cursor = `&cursor=${body.next}`;
      }
      assert.deepEqual(seen, before, path);
    }
  });

  describe('with an Idempotency-Key', () => {
    const machine = (name: string, idempotencyKey: string, more: Record<string, string> = {}) =>
      send('POST', '/machines', {
        body: JSON.stringify({ name }),
        headers: { 'idempotency-key': idempotencyKey, ...more },
      });
    const stored = async (idempotencyKey: string) => {
      const [row] = await app.sql`select state, status from idempotency_keys where key = ${idempotencyKey}`;
      return row;
    };
    const machinesCalled = async (name: string) =>
      (await app.sql`select id from machines where guild_id = ${guild.id} and name = ${name}`).length;

    it('gives the same answer again and changes nothing twice, for a day', async () => {
      const id = randomUUID();
      const first = await machine('Xenon', id);
      assert.equal(first.status, 201);
      const text = await first.text();
      await eventually('the answer is kept', async () => (await stored(id))?.state === 'answered');
      const second = await machine('Xenon', id);
      assert.deepEqual([second.status, await second.text()], [201, text]);
      assert.equal(second.headers.get('idempotency-replayed'), 'true');
      const other = await problem(await machine('Gorgar', id));
      assert.deepEqual([other.status, other.code], [422, 'idempotency_key_reused']);
      assert.equal(await machinesCalled('Xenon'), 1);
      await app.advance(25 * 3_600_000);
      assert.equal((await machine('Gorgar', id)).status, 201, 'a day later it is a new word');
    });

    it('runs one of many at once; the others are told that it runs, or get its answer', async () => {
      const id = randomUUID();
      const answers = await Promise.all(Array.from({ length: 10 }, () => machine('Firepower', id)));
      const fresh = answers.filter((one) => one.status === 201 && !one.headers.has('idempotency-replayed'));
      assert.equal(fresh.length, 1);
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        const body = await problem(answer);
        assert.deepEqual([body.status, body.code, body.retryable], [409, 'in_flight', true]);
        assert.ok(Number(answer.headers.get('retry-after')) > 0);
      }
      assert.equal(await machinesCalled('Firepower'), 1);
    });

    it('forgets what was refused, so that it can be sent again put right', async () => {
      const id = randomUUID();
      assert.equal((await machine('', id)).status, 422);
      assert.equal((await machine('Black Knight', id)).status, 201);
      const taken = randomUUID();
      assert.equal((await machine('Black Knight', taken)).status, 409);
      assert.equal(await stored(taken), undefined);
    });

    it('holds over crashes: before the change it runs again, after it it never does', async () => {
      const [crashedBefore, crashedAfter] = [randomUUID(), randomUUID()];
      for (const [id, name] of [
        [crashedBefore, 'Alien Poker'],
        [crashedAfter, 'Scared Stiff'],
      ] as const) {
        assert.equal((await machine(name, id)).status, 201);
        await eventually('the answer is kept', async () => (await stored(id))?.state === 'answered');
      }
      // As a worker leaves it that died before its transaction, and one that died before it could answer.
      await app.sql`delete from machines where guild_id = ${guild.id} and name = 'Alien Poker'`;
      await app.sql`update idempotency_keys set state = 'running', status = null where key = ${crashedBefore}`;
      await app.sql`update idempotency_keys set state = 'committed', status = null where key = ${crashedAfter}`;
      assert.equal((await problem(await machine('Alien Poker', crashedBefore))).code, 'in_flight');
      await app.advance(61_000);
      assert.equal((await machine('Alien Poker', crashedBefore)).status, 201);
      const lost = await problem(await machine('Scared Stiff', crashedAfter));
      assert.deepEqual([lost.status, lost.code, lost.retryable], [409, 'answer_lost', false]);
      assert.deepEqual([await machinesCalled('Alien Poker'), await machinesCalled('Scared Stiff')], [1, 1]);
    });

    it('fails the change of a try that lost its lease to another', async () => {
      const id = randomUUID();
      // Over the wire, which is not slowed down.
      const wire = new Client({ connectionString: app.database.databaseUrl });
      await wire.connect();
      app.database.faults.delayMs = 400;
      const slow = machine('Taxi', id);
      await eventually('it has begun', async () => {
        const taken = await wire.query(
          "update idempotency_keys set lease = 'somebody else' where key = $1 and state = 'running'",
          [id],
        );
        return taken.rowCount === 1;
      });
      await wire.end();
      const body = await problem(await slow);
      app.database.faults.delayMs = 0;
      assert.deepEqual([body.status, body.code], [409, 'in_flight']);
      assert.equal(await machinesCalled('Taxi'), 0);
    });

    it('keeps no answer that holds a secret', async () => {
      const id = randomUUID();
      const body = JSON.stringify({ name: 'Once', scopes: ['records:read'] });
      const first = await (await send('POST', '/keys', { body, headers: { 'idempotency-key': id } })).json();
      assert.match(first.key, /^gh_[\w-]{32}$/);
      await app.settle();
      const again = await eventually('the try is over', async () => {
        const answer = await send('POST', '/keys', { body, headers: { 'idempotency-key': id } });
        const { code } = await answer.json();
        return code === 'answer_lost' ? code : undefined;
      });
      assert.equal(again, 'answer_lost');
      const rows = await app.sql`select * from idempotency_keys where key = ${id}`;
      assert.ok(!JSON.stringify(rows).includes(first.key));
    });
  });

  describe('keys', () => {
    it('G07: are made with scopes and an end, show what they may do, and are refused once expired or revoked', async () => {
      const { id } = app.newGuild();
      const made = (
        await app.api(id, 'POST', '/keys', { name: 'Stock', scopes: ['records:read'], expiresInDays: 1 })
      ).body;
      assert.equal(made.key.slice(0, 7), made.prefix);
      assert.equal(made.key.slice(-4), made.lastFour);
      const headers = { authorization: `Bearer ${made.key}` };
      const self = await fetch(`${app.url}/api/v1/key`, { headers });
      assert.equal(self.status, 200);
      const told = await self.json();
      assert.deepEqual([told.guildId, told.scopes, told.name], [id, ['records:read'], 'Stock']);
      assert.equal((await app.api(id, 'GET', '/records', undefined, headers)).status, 200);
      assert.equal((await app.api(id, 'GET', '/keys', undefined, headers)).status, 403);
      const listed = await app.api(id, 'GET', '/keys');
      assert.ok(!JSON.stringify(listed.body).includes(made.key));
      await app.advance(24 * 3_600_000 + 1_000);
      const expired = await app.api(id, 'GET', '/records', undefined, headers);
      assert.deepEqual([expired.status, expired.body.code], [401, 'unauthenticated']);
      assert.match(expired.body.detail, /expired/);
      assert.match(expired.headers.get('www-authenticate') ?? '', /^Bearer/);
      const other = (await app.api(id, 'POST', '/keys', { name: 'Other', scopes: ['*'] })).body;
      const otherHeaders = { authorization: `Bearer ${other.key}` };
      assert.equal((await app.api(id, 'DELETE', `/keys/${other.id}`)).status, 200);
      const revoked = await app.api(id, 'GET', '/records', undefined, otherHeaders);
      assert.match(revoked.body.detail, /revoked/);
      assert.equal(revoked.status, 401);
      assert.equal((await fetch(`${app.url}/api/v1/key`, { headers: otherHeaders })).status, 401);
    });

    it('G07: take only scopes that exist, and give none that they do not have', async () => {
      const { id } = app.newGuild();
      const refused = await app.api(id, 'POST', '/keys', { name: 'x', scopes: ['records:fly'] });
      assert.deepEqual([refused.status, Object.keys(refused.body.fields)], [422, ['scopes']]);
      const narrow = { authorization: `Bearer ${await app.apiKey(id, ['hub:keys', 'records:read'])}` };
      for (const scopes of [['*'], ['hub:*'], ['records:*'], ['records:write']]) {
        const { status } = await app.api(id, 'POST', '/keys', { name: 'x', scopes }, narrow);
        assert.equal(status, 403, scopes.join());
      }
      assert.equal(
        (await app.api(id, 'POST', '/keys', { name: 'x', scopes: ['records:read'] }, narrow)).status,
        201,
      );
    });

    it('note when they were used, at most once a minute', async () => {
      const { id } = app.newGuild();
      const headers = { authorization: `Bearer ${await app.apiKey(id)}` };
      const used = async () =>
        (await app.sql`select last_used_at from api_keys where guild_id = ${id}`)[0]?.last_used_at;
      const written = () =>
        app.database.faults.stats().statements.filter((text) => /^update "api_keys"/.test(text)).length;
      app.database.faults.stats().reset();
      await app.api(id, 'GET', '/records', undefined, headers);
      const first = await eventually('it is noted', used);
      for (let i = 0; i < 5; i++) await app.api(id, 'GET', '/records', undefined, headers);
      assert.deepEqual(await used(), first);
      assert.equal(written(), 1);
      await app.advance(61_000);
      await app.api(id, 'GET', '/records', undefined, headers);
      await eventually('it is noted again', async () => String(await used()) !== String(first));
    });

    it('cost one round trip with the settings, so that a list takes two', async () => {
      const { id } = app.newGuild();
      const headers = { authorization: `Bearer ${await app.apiKey(id)}` };
      await app.api(id, 'GET', '/records', undefined, headers);
      await eventually(
        'its use is noted',
        async () =>
          (await app.sql`select 1 from api_keys where guild_id = ${id} and last_used_at is not null`)
            .length === 1,
      );
      for (const path of ['/records', '/machines', '/maintainers', '/audit', '/keys']) {
        app.database.faults.stats().reset();
        await app.api(id, 'GET', path, undefined, headers);
        const { queries, batches } = app.database.faults.stats();
        assert.equal(queries + batches, 2, path);
      }
    });
  });
});
