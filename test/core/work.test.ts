import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

let app: TestApp;
let guild: TestGuild;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

before(async () => {
  app = await createTestApp({ probe: true });
  guild = app.newGuild();
});
after(() => app.close());

const probe = (name: string) =>
  ({
    type: 'command',
    userId: guild.member.id,
    channelId: guild.channelId,
    commandName: `probe/${name}`,
  }) as const;

async function addJob(
  id: string,
  until: number,
  createdAt = app.now(),
  { outage = false, attempts = 0 } = {},
) {
  const at = new Date(createdAt).toISOString();
  await app.sql`insert into jobs (id, guild_id, name, payload, state, attempts, run_at, created_at)
    values (${id}, ${guild.id}, 'probe.fails', ${JSON.stringify({ until, outage })}, 'queued', ${attempts}, ${at}, ${at})`;
}
const job = async (id: string) => (await app.sql`select * from jobs where id = ${id}`)[0] ?? {};

describe('changes and the work that follows', () => {
  it('state, signal and audit row are written together, and the signal starts its job exactly once', async () => {
    assert.equal((await app.run(probe('pokes'))).message.content, 'Poked.');
    await app.settle();
    const [signal] =
      await app.sql`select * from signals where guild_id = ${guild.id} and type = 'probe.poked'`;
    assert.ok(signal?.dispatched_at);
    assert.equal(signal.actor, `user:${guild.member.id}`);
    const audit = await app.sql`select * from audit_log where guild_id = ${guild.id}`;
    assert.deepEqual(
      audit.map(({ action, target, source, before, after }) => ({ action, target, source, before, after })),
      [
        {
          action: 'probe.poke',
          target: 'probe:1',
          source: 'discord',
          before: { times: 0 },
          after: { times: 1 },
        },
      ],
    );
    const started = await app.sql`select * from jobs where name = 'probe.heard'`;
    assert.equal(started.length, 1);
    assert.deepEqual(started[0]?.result, { heard: signal.id });
  });

  it('a signal dispatched twice and at once starts its job once', async () => {
    await app.run(probe('pokes'));
    await app.settle();
    await app.sql`update signals set dispatched_at = null, created_at = created_at - interval '5 minutes' where guild_id = ${guild.id}`;
    await Promise.all([app.stack.worker.tick(), app.stack.worker.tick(), app.stack.worker.tick()]);
    await app.settle();
    const started = await app.sql`select id from jobs where name = 'probe.heard'`;
    assert.equal(started.length, 2, 'one for each of the two signals');
  });

  it('the audit log refuses to be changed or emptied', async () => {
    await assert.rejects(app.sql`update audit_log set actor = 'nobody'`, /append-only/);
    await assert.rejects(app.sql`delete from audit_log`, /append-only/);
    await assert.rejects(app.sql`truncate audit_log`, /append-only/);
  });
});

describe('jobs', () => {
  it('G15: a job that fails is tried again later and done once its time has come', async () => {
    await addJob('job-later', app.now() + 2 * MINUTE, app.now() - MINUTE);
    await app.tick();
    const waiting = await job('job-later');
    assert.equal(waiting.state, 'queued');
    assert.equal(waiting.attempts, 1);
    assert.match(String(waiting.error), /not yet/);
    assert.ok(new Date(waiting.run_at as string).getTime() > app.now() - MINUTE);
    await app.advance(3 * MINUTE);
    await app.tick();
    const done = await job('job-later');
    assert.equal(done.state, 'done');
    assert.deepEqual(done.result, { ok: true });
  });

  it('G15: a job that fails each time is dead after its attempts, with a reference that the log explains', async () => {
    await addJob('job-dead', app.now() + 60 * MINUTE, app.now() - MINUTE);
    for (let round = 0; round < 4; round++) {
      await app.tick();
      await app.advance(20 * MINUTE);
    }
    const dead = await job('job-dead');
    assert.equal(dead.state, 'dead');
    assert.equal(dead.attempts, 3);
    assert.ok(app.logs.some((line) => line.includes(String(dead.reference))));
  });

  it('G15: a job goes on for a day while something outside is down, however often it is tried, and is dead then', async () => {
    await addJob('job-outage', app.now() + 48 * 60 * MINUTE, app.now() - MINUTE, {
      outage: true,
      attempts: 40,
    });
    await app.tick();
    const waiting = await job('job-outage');
    assert.deepEqual([waiting.state, waiting.attempts, waiting.crashes], ['queued', 41, 0]);
    await app.advance(25 * 60 * MINUTE);
    await app.tick();
    assert.equal((await job('job-outage')).state, 'dead');
  });

  it('a job that took its worker down a dozen times is not started again', async () => {
    await addJob('job-crashing', 0, app.now() - MINUTE);
    const over = new Date(app.now() - MINUTE).toISOString();
    await app.sql`update jobs set state = 'running', attempts = 12, crashes = 11, leased_until = ${over}
      where id = 'job-crashing'`;
    await app.tick();
    const dead = await job('job-crashing');
    assert.deepEqual([dead.state, dead.crashes], ['dead', 12]);
    assert.match(String(dead.error), /workers stopped/);
  });

  it('a worker that died is replaced after its lease, and what it writes too late is refused', async () => {
    await addJob('job-lease', 0, app.now() - MINUTE);
    await app.sql`update jobs set state = 'running', attempts = 1, leased_until = ${new Date(app.now() + MINUTE).toISOString()} where id = 'job-lease'`;
    await app.stack.worker.tick();
    assert.equal((await job('job-lease')).state, 'running', 'the lease holds');
    await app.advance(2 * MINUTE);
    await app.tick();
    assert.equal((await job('job-lease')).state, 'done');
    assert.equal((await job('job-lease')).attempts, 2);
  });

  it('more than a hundred that are due at one time, as at the end of quiet hours, begin in the same minute', async () => {
    const at = new Date(app.now() - MINUTE).toISOString();
    await app.sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at)
      select 'bulk-' || n, ${guild.id}, 'probe.fails', '{"until": 0}'::jsonb, 'queued', ${at}, ${at}
      from generate_series(1, 120) as n`;
    await app.tick();
    const left = await app.sql`select id from jobs where id like 'bulk-%' and state <> 'done'`;
    assert.equal(left.length, 0);
  });

  it('a minute without the database loses no deferred command', async () => {
    app.database.faults.down = true;
    const started = await app.start(probe('pokes'));
    assert.equal(started.type, 5);
    await eventually('the person is told to wait', () =>
      String(app.discord.control.interactionState(started.interactionId).original?.content).includes(
        'keep trying',
      ),
    );
    app.database.faults.down = false;
    const answer = await app.finish(started);
    assert.equal(answer.message.content, 'Poked.');
    await app.settle();
  });

  it('runs of schedules are tidied away a day after their interval, and the ones that are dead or younger stay', async () => {
    const HOUR = 60 * MINUTE;
    await app.advance(HOUR - (app.now() % HOUR));
    await app.tick();
    const interval = Math.floor(app.now() / HOUR);
    const run = (back: number) => `schedule:probe.hourly:${interval - back}`;
    assert.equal((await job(run(0))).state, 'done');
    await app.sql`insert into jobs (id, name, payload, state, run_at, created_at)
      select 'schedule:probe.hourly:' || (${interval}::int - back), 'probe.hourly', '{}', state, at, at
      from (values (24, 'done'), (25, 'done'), (26, 'dead'), (30, 'done'), (40, 'done')) as old (back, state),
        lateral (select ${new Date(app.now()).toISOString()}::timestamptz - make_interval(hours => back) as at) as time`;
    const others = await app.sql`select count(*)::int as n from jobs where id not like 'schedule:%'`;
    await app.stack.worker.tick();
    const left = await app.sql`select id from jobs where id = any(${[0, 24, 25, 26, 30, 40].map(run)})
      order by id desc`;
    assert.deepEqual(
      left.map(({ id }) => id),
      [run(0), run(24), run(26)],
    );
    const after = await app.sql`select count(*)::int as n from jobs where id not like 'schedule:%'`;
    assert.deepEqual(after, others);
    await app.settle();
  });

  it('old finished work is tidied away, and nothing else', async () => {
    // What the cron started before has to be finished work by then.
    await app.settle();
    const before = await app.sql`select count(*)::int as n from signals`;
    await app.advance(31 * 24 * 60 * MINUTE);
    await addJob('job-young', app.now() + 60 * MINUTE);
    // The tidy-up runs in the first minute of each hour.
    await app.advance(60 * MINUTE - (app.now() % (60 * MINUTE)));
    await app.stack.worker.tick();
    const old = new Date(app.now() - 30 * 24 * 60 * MINUTE).toISOString();
    assert.deepEqual(
      await app.sql`select id from jobs where state in ('done', 'dead') and created_at < ${old}`,
      [],
    );
    assert.equal((await job('job-young')).id, 'job-young');
    assert.deepEqual(await app.sql`select count(*)::int as n from signals`, before);
    assert.ok((await app.sql`select 1 from audit_log`).length > 0);
  });
});
