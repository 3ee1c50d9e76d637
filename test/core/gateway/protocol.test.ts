import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initialState } from '../../../src/core/gateway/shard-state.ts';
import { config, event, HELLO, kinds, READY, SimulatedShard } from './support/simulated-shard.ts';

const connected = () => new SimulatedShard().connect();

describe("the gateway's protocol", () => {
  it('connects, waits for HELLO, asks whether it may identify, and identifies', () => {
    const shard = new SimulatedShard();
    assert.deepEqual(shard.tell({ kind: 'start', config }), [
      { kind: 'connect', connection: 1, url: config.url },
    ]);
    assert.deepEqual(shard.opened(), []);
    assert.deepEqual(shard.frame(HELLO), [{ kind: 'ask', connection: 1 }]);
    assert.deepEqual(shard.permitted(), [{ kind: 'identify', shard: [0, 1], intents: 513 }]);
    assert.deepEqual(kinds(shard.frame(READY)), ['save', 'event']);
    assert.deepEqual(shard.state.session, {
      id: 'abc',
      resumeUrl: 'wss://resume.test',
      sequence: 1,
      key: 'k1',
    });
    assert.equal(shard.state.phase, 'ready');
  });

  it('identifies no earlier than it was permitted to, and keeps the connection alive until then', () => {
    const shard = new SimulatedShard();
    shard.tell({ kind: 'start', config });
    shard.opened();
    shard.frame(HELLO);
    assert.deepEqual(shard.permitted(shard.now + 25_000), []);
    assert.deepEqual(shard.pass(20_000), [{ kind: 'heartbeat', sequence: null }]);
    shard.frame({ op: 11 });
    assert.deepEqual(kinds(shard.pass(5_000)), ['identify']);
  });

  it('beats after a random part of the interval, then each interval, with the last number', () => {
    const shard = connected();
    assert.deepEqual(shard.pass(19_000), []);
    assert.deepEqual(shard.pass(1_000), [{ kind: 'heartbeat', sequence: 1 }]);
    shard.now += 120;
    shard.frame({ op: 11 });
    assert.equal(shard.state.facts.latencyMs, 120);
    shard.frame(event(7));
    assert.deepEqual(shard.pass(40_000), [{ kind: 'heartbeat', sequence: 7 }]);
  });

  it('beats at once when Discord asks for it', () => {
    assert.deepEqual(connected().frame({ op: 1, d: null }), [{ kind: 'heartbeat', sequence: 1 }]);
  });

  it('gives up a connection whose heartbeat nobody answers, and goes on with the session', () => {
    const shard = connected();
    shard.pass(20_000);
    const effects = shard.pass(41_000);
    assert.deepEqual(effects[0], { kind: 'close', connection: 1, code: 4000 });
    assert.deepEqual(effects[1], { kind: 'connect', connection: 2, url: 'wss://resume.test' });
    shard.opened();
    assert.deepEqual(shard.frame(HELLO), [{ kind: 'resume', sessionId: 'abc', sequence: 1 }]);
    assert.deepEqual(kinds(shard.frame(event(2))), ['event']);
    shard.frame(event(3, 'RESUMED'));
    assert.equal(shard.state.phase, 'ready');
    assert.equal(shard.state.facts.resumes, 1);
  });

  for (const code of [1000, 1001, 1006, 4000, 4001, 4002, 4005, 4006, 4008, 4015, 4999]) {
    it(`goes on with the session after ${code}`, () => {
      const shard = connected();
      shard.frame(event(9));
      shard.closed(code);
      assert.deepEqual(shard.reconnect(), [{ kind: 'resume', sessionId: 'abc', sequence: 9 }]);
    });
  }

  for (const code of [4003, 4007, 4009]) {
    it(`begins anew after ${code}, at the general address, and tells of the gap`, () => {
      const shard = connected();
      assert.deepEqual(kinds(shard.closed(code)), ['save', 'gap']);
      assert.deepEqual(kinds(shard.reconnect()), ['ask']);
      const last = shard.effects.findLast(({ kind }) => kind === 'connect');
      assert.deepEqual(last, { kind: 'connect', connection: 2, url: config.url });
    });
  }

  for (const code of [4004, 4010, 4011, 4012, 4013, 4014]) {
    it(`stops for good after ${code} until somebody says to try again`, () => {
      const shard = connected();
      const effects = shard.closed(code);
      assert.ok(kinds(effects).includes('halted'));
      assert.equal(shard.state.halt?.code, code);
      assert.match(shard.state.halt?.reason ?? '', /^[A-Z].+\.$/);
      assert.match(shard.state.halt?.remedy ?? '', /^[A-Z].+\.$/);
      assert.deepEqual(shard.pass(3_600_000), []);
      assert.deepEqual(shard.tell({ kind: 'start', config }), []);
      assert.deepEqual(kinds(shard.tell({ kind: 'start', config, again: true })), ['connect']);
      shard.opened();
      shard.frame(HELLO);
      shard.permitted();
      assert.ok(kinds(shard.frame(READY)).includes('recovered'));
      assert.equal(shard.state.halt, undefined);
    });
  }

  it('names the intents that it asked for when Discord refuses one', () => {
    const shard = new SimulatedShard();
    shard.tell({ kind: 'start', config: { ...config, intents: (1 << 1) | (1 << 9) | (1 << 15) } });
    shard.opened();
    shard.closed(4014);
    assert.match(
      shard.state.halt?.reason ?? '',
      /Server Members Intent \(GUILD_MEMBERS\), Message Content Intent \(MESSAGE_CONTENT\)\.$/,
    );
  });

  it('starts by itself after a halt when the token or the intents are others', () => {
    const shard = connected();
    shard.closed(4004);
    const effects = shard.tell({ kind: 'start', config: { ...config, key: 'k2' } });
    assert.deepEqual(kinds(effects), ['connect']);
  });

  it('goes on with the session when Discord asks to connect anew or ends one that can be gone on with', () => {
    for (const frame of [{ op: 7 }, { op: 9, d: true }]) {
      const shard = connected();
      assert.deepEqual(shard.frame(frame), [{ kind: 'close', connection: 1, code: 4000 }]);
      assert.deepEqual(kinds(shard.reconnect()), ['resume']);
    }
  });

  it('begins anew after an invalid session, no sooner than a second later', () => {
    const shard = connected();
    shard.random = 0;
    assert.deepEqual(kinds(shard.frame({ op: 9, d: false })), ['save', 'gap', 'close']);
    shard.now += 999;
    assert.deepEqual(shard.tell({ kind: 'tick' }), []);
    shard.now += 1;
    assert.deepEqual(kinds(shard.tell({ kind: 'tick' })), ['connect']);
    shard.opened();
    assert.deepEqual(kinds(shard.frame(HELLO)), ['ask']);
  });

  it('gives a session up that Discord neither takes nor refuses three times in a row', () => {
    const shard = connected();
    shard.closed(1006);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      assert.deepEqual(kinds(shard.reconnect()), ['resume']);
      shard.closed(1006);
    }
    assert.deepEqual(kinds(shard.reconnect()), ['ask']);
  });

  it('does not give a session up whose replay was cut while it brought events', () => {
    const shard = connected();
    shard.closed(1006);
    for (let attempt = 2; attempt < 12; attempt += 1) {
      assert.deepEqual(kinds(shard.reconnect()), ['resume']);
      shard.frame(event(attempt));
      shard.closed(1006);
    }
    assert.equal(shard.state.session?.sequence, 11);
  });

  it('waits longer after each connection that did not last, and not at all after a good one', () => {
    const shard = connected();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      shard.closed(1006);
      waits.push((shard.state.dueAt ?? 0) - shard.now);
      shard.reconnect();
      shard.frame(event(20 + attempt, 'RESUMED'));
    }
    assert.deepEqual(waits, [0, 750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]);
    for (let beat = 0; beat < 3; beat += 1) {
      shard.pass(30_000);
      shard.frame({ op: 11 });
    }
    shard.closed(1006);
    assert.equal(shard.state.dueAt, shard.now);
  });

  it('goes to the general address with its session when the other is not to be reached', () => {
    const shard = connected();
    shard.closed(1006);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      for (let wait = 0; shard.state.phase === 'waiting' && wait < 100; wait += 1) shard.pass(1_000);
      shard.tell({ kind: 'failed', connection: shard.state.connection });
    }
    const urls = shard.effects.flatMap((effect) => (effect.kind === 'connect' ? [effect.url] : []));
    assert.deepEqual(urls.slice(1), [...Array(3).fill('wss://resume.test'), config.url]);
    assert.deepEqual(kinds(shard.reconnect()), ['resume']);
  });

  it('gives up what never answers: an upgrade, a HELLO, a permit, a READY, a RESUMED', () => {
    const answers: ((shard: SimulatedShard) => void)[] = [
      (shard) => shard.opened(),
      (shard) => shard.frame(HELLO),
      (shard) => shard.permitted(),
    ];
    for (let given = 0; given <= answers.length; given += 1) {
      const shard = new SimulatedShard();
      shard.tell({ kind: 'start', config });
      for (const answer of answers.slice(0, given)) answer(shard);
      for (let second = 0; second < 120 && shard.state.connection === 1; second += 1) {
        shard.frame({ op: 11 });
        shard.pass(1_000);
      }
      assert.ok(kinds(shard.effects).includes('close'), `after ${given} answers`);
      assert.equal(shard.state.connection, 2, `after ${given} answers`);
    }
    const shard = connected();
    shard.closed(1006);
    shard.reconnect();
    for (let second = 0; second < 70; second += 1) {
      shard.frame({ op: 11 });
      shard.pass(1_000);
    }
    assert.notEqual(shard.state.phase, 'ready');
    assert.ok(shard.state.connection > 2);
  });

  it('lets go of the connection while the queue is full, and goes on where it was', () => {
    const shard = connected();
    shard.frame(event(5));
    assert.deepEqual(shard.tell({ kind: 'full' }), [{ kind: 'close', connection: 1, code: 4000 }]);
    assert.deepEqual(shard.pass(600_000), []);
    assert.deepEqual(shard.frame(event(6)), [], 'what was still on its way comes again');
    shard.tell({ kind: 'drained' });
    assert.deepEqual(shard.reconnect(), [{ kind: 'resume', sessionId: 'abc', sequence: 5 }]);
  });

  it('ends the session when it is stopped, and when the token or the intents change', () => {
    const stopped = connected();
    assert.deepEqual(stopped.tell({ kind: 'stop' }), [
      { kind: 'close', connection: 1, code: 1000 },
      { kind: 'save' },
    ]);
    assert.deepEqual(stopped.pass(3_600_000), []);
    const changed = connected();
    const effects = changed.tell({ kind: 'start', config: { ...config, key: 'k2' } });
    assert.deepEqual(effects[0], { kind: 'close', connection: 1, code: 1000 });
    assert.deepEqual(kinds(changed.reconnect()), ['ask']);
  });

  it('waits as long as it is refused to identify, without a connection', () => {
    const shard = new SimulatedShard();
    shard.tell({ kind: 'start', config });
    shard.opened();
    shard.frame(HELLO);
    const until = shard.now + 3_600_000;
    shard.tell({ kind: 'refused', connection: 1, until, reason: 'None are left.' });
    assert.deepEqual(shard.effects.at(-1), { kind: 'close', connection: 1, code: 4000 });
    assert.equal(shard.state.facts.waitsFor, 'None are left.');
    assert.deepEqual(shard.pass(3_599_000), []);
    assert.deepEqual(kinds(shard.pass(1_000)), ['connect']);
  });

  it('bears whatever a frame holds', () => {
    const odd: unknown[] = [
      null,
      0,
      '',
      [],
      {},
      { heartbeat_interval: 'x' },
      { session_id: 7 },
      'x'.repeat(1e6),
    ];
    for (const op of [0, 1, 7, 9, 10, 11, 12, 31, 43, -1, 1.5]) {
      for (const d of odd) {
        const shard = new SimulatedShard();
        shard.tell({ kind: 'start', config });
        shard.opened();
        shard.frame({ op, d });
        const ready = connected();
        ready.frame({ op, d, t: 'READY', s: 2 });
        ready.frame({ op, d, t: undefined as never, s: Number.NaN });
        assert.equal(ready.state.session?.id ?? 'abc', 'abc');
      }
    }
  });

  it('goes on from what was stored', () => {
    const shard = new SimulatedShard();
    const session = { id: 'old', resumeUrl: 'wss://resume.test', sequence: 40, key: 'k1' };
    shard.state = initialState({ running: true, config, session });
    shard.tell({ kind: 'start', config });
    shard.opened();
    assert.deepEqual(shard.frame(HELLO), [{ kind: 'resume', sessionId: 'old', sequence: 40 }]);
  });
});
