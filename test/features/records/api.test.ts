import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { auditOf, signalsOf } from './support/life.ts';

describe('records over the API', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const someone = '1000000000000000077';

  it('A23: a problem report is made, read, changed, assigned, commented, closed and reopened', async () => {
    const { id: guild } = app.newGuild();
    const machine = await app.api(guild, 'POST', '/machines', { name: 'Firepower', location: 'Hall 1' });
    assert.equal(machine.status, 201);
    const made = await app.api(guild, 'POST', '/records', {
      kind: 'problem',
      title: 'Left flipper stays up',
      fields: { details: 'After a while.', priority: 'high' },
      machine: machine.body.id,
    });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('location'), `/api/v1/guilds/${guild}/records/${made.body.id}`);
    assert.deepEqual(
      { ...made.body, id: '', createdAt: '', createdBy: '' },
      {
        id: '',
        number: 1,
        kind: 'problem',
        title: 'Left flipper stays up',
        fields: { details: 'After a while.', priority: 'high' },
        status: 'open',
        machine: { id: machine.body.id, name: 'Firepower' },
        parentId: null,
        assigneeId: null,
        origin: 'api',
        channelId: null,
        messageId: null,
        createdBy: '',
        createdByName: 'test',
        createdAt: '',
        closedAt: null,
      },
    );
    const path = `/records/${made.body.id}`;
    const edited = await app.api(guild, 'PATCH', path, { fields: { priority: '' }, machine: null });
    assert.deepEqual(edited.body.fields, { details: 'After a while.' });
    assert.equal(edited.body.machine, null);
    assert.equal(
      (await app.api(guild, 'POST', `${path}/assign`, { assigneeId: someone })).body.assigneeId,
      someone,
    );
    const comment = await app.api(guild, 'POST', '/records/1/comments', { body: 'On it.' });
    assert.equal(comment.status, 201);
    const closed = await app.api(guild, 'POST', `${path}/close`, { reason: 'Done.' });
    assert.equal(closed.body.status, 'closed');
    assert.ok(closed.body.closedAt);
    const again = await app.api(guild, 'POST', `${path}/close`);
    assert.equal(again.status, 409);
    assert.equal(again.body.code, 'conflict');
    assert.match(again.body.detail, /already closed/);
    const reopened = await app.api(guild, 'POST', `${path}/reopen`);
    assert.equal(reopened.body.closedAt, null);
    const shown = await app.api(guild, 'GET', '/records/1');
    assert.deepEqual(
      shown.body.comments.map((one: { body: string; authorName: string }) => [one.body, one.authorName]),
      [
        ['On it.', 'test'],
        ['Done.', 'test'],
      ],
    );
    await app.settle();
    const audit = await auditOf(app, { id: guild } as never);
    assert.deepEqual(
      audit.map(({ action, source }) => [action, source]).slice(1),
      ['create', 'edit', 'assign', 'comment', 'close', 'reopen'].map((verb) => [`records.${verb}`, 'api']),
    );
    assert.ok((await signalsOf(app, { id: guild } as never)).includes('record.reopened'));
  });

  it('makes one record for one Idempotency-Key, however often and at once it is sent', async () => {
    const { id: guild } = app.newGuild();
    const headers = {
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${await app.apiKey(guild)}`,
    };
    const body = { kind: 'log', title: 'Waxed the playfield' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => app.api(guild, 'POST', '/records', body, headers)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    const other = await app.api(guild, 'POST', '/records', body, {
      ...headers,
      'idempotency-key': randomUUID(),
    });
    assert.equal(other.body.number, 2, 'a lost race leaves no gap');
    const key = { 'idempotency-key': randomUUID() };
    const comments = [];
    for (let i = 0; i < 2; i++) {
      comments.push(await app.api(guild, 'POST', '/records/1/comments', { body: 'Once.' }, key));
    }
    assert.deepEqual(
      comments.map(({ status }) => status),
      [201, 200],
    );
    assert.equal(comments[0]?.body.id, comments[1]?.body.id);
  });

  it('finds words whatever stands around them, and machines by their other names', async () => {
    const { id: guild } = app.newGuild();
    const machine = { name: 'Medieval Madness', aliases: ['MM'] };
    const about = (await app.api(guild, 'POST', '/machines', machine)).body.id;
    const fields = { details: 'Fuse F106:\n24V/5A, “slow-blow”. Grüße an C\\next' };
    await app.api(guild, 'POST', '/records', {
      kind: 'log',
      title: "Emil's shop-job",
      machine: about,
      fields,
    });
    await app.api(guild, 'POST', '/records', { kind: 'log', title: 'Another one of 106' });
    const finds = async (q: string): Promise<number[]> =>
      (await app.api(guild, 'GET', `/records?q=${encodeURIComponent(q)}`)).body.records.map(
        (one: { number: number }) => one.number,
      );
    for (const q of [
      'f106',
      '24v',
      '5a',
      '5A slow',
      'BLOW',
      'job',
      'shop-job',
      "emil's",
      'grüß',
      'GRÜSSE'.slice(0, 3),
    ])
      assert.deepEqual(await finds(q), [1], q);
    for (const q of ['mm', 'madness fuse', '#1', 'shop #1']) assert.deepEqual(await finds(q), [1], q);
    assert.deepEqual(await finds('106'), [2]);
    for (const q of ['details', '#106', "'", '& |', 'one fuse']) assert.deepEqual(await finds(q), [], q);
  });

  it('lists by filters and words, page by page', async () => {
    const { id: guild } = app.newGuild();
    const machine = (await app.api(guild, 'POST', '/machines', { name: 'Xenon' })).body.id;
    for (let i = 1; i <= 7; i++) {
      const kind = i % 2 ? 'problem' : 'log';
      await app.api(guild, 'POST', '/records', {
        kind,
        title: `Number ${i}`,
        machine: i > 5 ? machine : null,
      });
    }
    await app.api(guild, 'POST', '/records/7/close', {});
    const numbers = async (query: string): Promise<number[]> =>
      (await app.api(guild, 'GET', `/records${query}`)).body.records.map(
        (one: { number: number }) => one.number,
      );
    assert.deepEqual(await numbers(''), [7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(await numbers('?kind=problem&status=open'), [5, 3, 1]);
    assert.deepEqual(await numbers(`?machineId=${machine}`), [7, 6]);
    assert.deepEqual(await numbers('?q=xenon%20number'), [7, 6]);
    assert.deepEqual(await numbers('?q=100%25'), []);
    const pages: number[][] = [];
    let cursor = '';
    for (let i = 0; i < 5; i++) {
      const { body } = await app.api(guild, 'GET', `/records?limit=3${cursor}`);
      pages.push(body.records.map((one: { number: number }) => one.number));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    assert.deepEqual(pages, [[7, 6, 5], [4, 3, 2], [1]]);
  });

  it('names what is wrong with a request', async () => {
    const { id: guild } = app.newGuild();
    const refuse = async (body: unknown, path = '/records', method = 'POST') => {
      const answer = await app.api(guild, method, path, body);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      return [answer.status, Object.keys(answer.body.fields ?? {}).join()];
    };
    assert.deepEqual(await refuse({ kind: 'wish', title: 'x' }), [422, 'kind']);
    assert.deepEqual(await refuse({ kind: 'log', title: ' ' }), [422, 'title']);
    assert.deepEqual(await refuse({ kind: 'log', title: 'x'.repeat(101) }), [422, 'title']);
    assert.deepEqual(await refuse({ kind: 'log', title: 'x', fields: { color: 'red' } }), [
      422,
      'fields.color',
    ]);
    assert.deepEqual(await refuse({ kind: 'problem', title: 'x', fields: { priority: 'very' } }), [
      422,
      'fields.priority',
    ]);
    assert.deepEqual(await refuse({ kind: 'log', title: 7 }), [422, 'title']);
    assert.deepEqual(await refuse({ kind: 'log', title: 'x', machine: 'Nowhere' }), [404, '']);
    assert.deepEqual(await refuse([]), [422, '']);
    assert.deepEqual(await refuse(undefined, '/records?status=lost', 'GET'), [422, 'status']);
    assert.deepEqual(await refuse(undefined, '/records?limit=many', 'GET'), [422, 'limit']);
    assert.deepEqual(await refuse(undefined, '/records?cursor=-1', 'GET'), [422, 'cursor']);
    assert.deepEqual(await refuse(undefined, '/records/0', 'GET'), [404, '']);
    assert.deepEqual(await app.sql`select id from records where guild_id = ${guild}`, []);
  });

  it('finds nothing of another guild, by any id', async () => {
    const [mine, theirs] = [app.newGuild().id, app.newGuild().id];
    const machine = (await app.api(theirs, 'POST', '/machines', { name: 'Gorgar' })).body.id;
    const record = (await app.api(theirs, 'POST', '/records', { kind: 'problem', title: 'Theirs', machine }))
      .body.id;
    const calls: [string, string, unknown?][] = [
      ['GET', `/records/${record}`],
      ['PATCH', `/records/${record}`, { title: 'Mine' }],
      ['POST', `/records/${record}/close`, {}],
      ['POST', `/records/${record}/reopen`, {}],
      ['POST', `/records/${record}/comments`, { body: 'Hello' }],
      ['POST', `/records/${record}/assign`, { assigneeId: null }],
      ['PATCH', `/machines/${machine}`, { name: 'Mine' }],
      ['POST', '/records', { kind: 'log', title: 'x', machine }],
      ['POST', '/records', { kind: 'part', title: 'x', parent: record }],
    ];
    for (const [method, path, body] of calls) {
      assert.equal((await app.api(mine, method, path, body)).status, 404, `${method} ${path}`);
    }
    assert.deepEqual((await app.api(mine, 'GET', `/records?machineId=${machine}`)).body.records, []);
    assert.deepEqual((await app.api(mine, 'GET', '/machines')).body.machines, []);
    const [row] = await app.sql`select title, status from records where id = ${record}`;
    assert.deepEqual(row, { title: 'Theirs', status: 'open' });
  });

  it('lets a key do what its scopes say', async () => {
    const { id: guild } = app.newGuild();
    const authorization = `Bearer ${await app.apiKey(guild, ['records:read'])}`;
    const read = await app.api(guild, 'GET', '/records', undefined, { authorization });
    assert.equal(read.status, 200);
    const write = await app.api(guild, 'POST', '/records', { kind: 'log', title: 'x' }, { authorization });
    assert.deepEqual([write.status, write.body.code], [403, 'denied']);
    const machine = await app.api(guild, 'POST', '/machines', { name: 'x' }, { authorization });
    assert.equal(machine.status, 403);
  });

  it('keeps machines: made, listed with open records, changed, archived, each name once', async () => {
    const { id: guild } = app.newGuild();
    const { body: made } = await app.api(guild, 'POST', '/machines', {
      name: 'Xenon',
      aliases: ['XE', 'xe', ''],
    });
    assert.deepEqual(made, { id: made.id, name: 'Xenon', aliases: ['xe'], location: null, archivedAt: null });
    assert.equal((await app.api(guild, 'POST', '/machines', { name: 'XENON' })).status, 409);
    await app.api(guild, 'POST', '/records', { kind: 'problem', title: 'x', machine: 'xe' });
    assert.equal((await app.api(guild, 'GET', '/machines?q=xe')).body.machines[0].openRecords, 1);
    const { body: archived } = await app.api(guild, 'PATCH', `/machines/${made.id}`, {
      archived: true,
      location: 'Attic',
    });
    assert.ok(archived.archivedAt);
    assert.equal(archived.location, 'Attic');
    assert.deepEqual((await app.api(guild, 'GET', '/machines')).body.machines, []);
    assert.equal((await app.api(guild, 'GET', '/machines?archived=true')).body.machines.length, 1);
    for (const name of ['Alien Poker', 'Black Knight']) await app.api(guild, 'POST', '/machines', { name });
    const first = await app.api(guild, 'GET', '/machines?limit=1');
    assert.equal(first.body.machines[0].name, 'Alien Poker');
    const second = await app.api(
      guild,
      'GET',
      `/machines?limit=1&cursor=${encodeURIComponent(first.body.next)}`,
    );
    assert.equal(second.body.machines[0].name, 'Black Knight');
  });
});
