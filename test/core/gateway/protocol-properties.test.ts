import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nextDue } from '../../../src/core/gateway/protocol.ts';
import type { ShardEffect, ShardInput } from '../../../src/core/gateway/shard-state.ts';
import { afterClose } from '../../../src/discord/gateway-close-codes.ts';
import { type GatewayFrame, OP } from '../../../src/discord/gateway-opcodes.ts';
import { config, event, HELLO, READY, SimulatedShard } from './support/simulated-shard.ts';

/** Something that happens to a shard; `stale` ones come from a socket that was given up. */
type Happening =
  /** What Discord does when all is well. */
  | { kind: 'well' }
  | { kind: 'pass'; ms: number }
  | { kind: 'told'; input: Exclude<ShardInput, { connection: number }> }
  | { kind: 'heard'; input: ShardInput; stale: boolean };

const heard = (arbitrary: fc.Arbitrary<object>): fc.Arbitrary<Happening> =>
  fc
    .tuple(arbitrary, fc.integer({ min: 0, max: 9 }))
    .map(([input, luck]) => ({ kind: 'heard', input: input as ShardInput, stale: luck === 0 }));

const frames = fc.oneof(
  fc.constant(HELLO),
  fc.constant(READY),
  fc.constant({ op: OP.heartbeatAck }),
  fc.constant({ op: OP.heartbeat, d: null }),
  fc.constant({ op: OP.reconnect }),
  fc.boolean().map((d) => ({ op: OP.invalidSession, d })),
  fc.integer({ min: 2, max: 500 }).map((s) => event(s)),
  fc.integer({ min: 2, max: 500 }).map((s) => event(s, 'RESUMED')),
  fc.record({ op: fc.integer(), d: fc.anything(), s: fc.anything(), t: fc.anything() }),
);
const codes = fc.oneof(
  fc.constantFrom(1000, 1001, 1006, 4000, 4003, 4004, 4007, 4008, 4009, 4011, 4014),
  fc.integer({ min: 1000, max: 4999 }),
);
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ kind: 'well' } as const) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 90_000 }).map((ms) => ({ kind: 'pass', ms }) as const) },
  { weight: 6, arbitrary: heard(frames.map((frame) => ({ kind: 'frame', frame }))) },
  { weight: 3, arbitrary: heard(fc.constant({ kind: 'opened' })) },
  {
    weight: 3,
    arbitrary: heard(fc.integer({ min: 0, max: 40_000 }).map((at) => ({ kind: 'permitted', at }))),
  },
  { weight: 2, arbitrary: heard(codes.map((code) => ({ kind: 'closed', code }))) },
  { weight: 1, arbitrary: heard(fc.constant({ kind: 'failed', status: 502 })) },
  {
    weight: 1,
    arbitrary: heard(
      fc.integer({ max: 9e6 }).map((until) => ({ kind: 'refused', until, reason: 'Not now.' })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<Exclude<ShardInput, { connection: number }>>(
        { kind: 'full' },
        { kind: 'drained' },
        { kind: 'stop' },
        { kind: 'start', config },
        { kind: 'start', config, again: true },
        { kind: 'start', config: { ...config, key: 'k2' } },
      )
      .map((input) => ({ kind: 'told', input }) as const),
  },
);

/** What comes next when all is well; time passes where nothing is awaited. */
function whenWell({ state, now }: SimulatedShard): ShardInput | undefined {
  const { connection, phase, session } = state;
  const frame = (frame: GatewayFrame) => ({ kind: 'frame', connection, frame }) as const;
  switch (phase) {
    case 'connecting':
      return { kind: 'opened', connection };
    case 'greeting':
      return frame(HELLO);
    case 'asking':
      return { kind: 'permitted', connection, at: now + 3_000 };
    case 'identifying':
      return frame(READY);
    case 'resuming':
      return frame(event((session?.sequence ?? 0) + 1, 'RESUMED'));
    case 'ready':
      return frame(event((session?.sequence ?? 0) + 1));
    case 'halted':
      return { kind: 'start', config, again: true };
    default:
      return undefined;
  }
}

type Watch = (seen: { shard: SimulatedShard; input: ShardInput; effects: ShardEffect[] }) => void;

/** Runs a shard through whatever happens and lets `watch` look at every step. */
function watchAll(makeWatch: () => Watch): void {
  fc.assert(
    fc.property(
      fc.array(happenings, { minLength: 60, maxLength: 120 }),
      fc.integer({ min: 0, max: 99 }),
      (all, random) => {
        const shard = new SimulatedShard();
        const watch = makeWatch();
        shard.random = random / 100;
        const tell = (input: ShardInput) => watch({ shard, input, effects: shard.tell(input) });
        tell({ kind: 'start', config });
        for (const happening of all) {
          const next = happening.kind === 'well' ? whenWell(shard) : undefined;
          if (next) tell(next);
          else if (happening.kind === 'told') tell(happening.input);
          else if (happening.kind === 'heard') {
            const connection = shard.state.connection - (happening.stale ? 1 : 0);
            const at = 'at' in happening.input ? { at: shard.now + happening.input.at } : {};
            tell({ ...happening.input, ...at, connection } as ShardInput);
          } else {
            const ms = happening.kind === 'pass' ? happening.ms : 5_000;
            for (let passed = 0; passed < ms; passed += 5_000) {
              shard.now += 5_000;
              tell({ kind: 'tick' });
            }
          }
        }
      },
    ),
    { numRuns: 400 },
  );
}

describe("the gateway's protocol, whatever happens", () => {
  it('sends nothing on a connection before HELLO', () =>
    watchAll(() => {
      const greeted = new Set<number>();
      return ({ shard, input, effects }) => {
        if (input.kind === 'frame' && input.frame.op === OP.hello) greeted.add(input.connection);
        for (const { kind } of effects)
          if (kind === 'identify' || kind === 'resume') assert.ok(greeted.has(shard.state.connection));
      };
    }));

  it('identifies once for each permit at most, and not before its time', () =>
    watchAll(() => {
      let permitted: number | undefined;
      let asking = false;
      return ({ shard, input, effects }) => {
        if (asking && input.kind === 'permitted' && input.connection === shard.state.connection)
          permitted = input.at;
        asking = shard.state.phase === 'asking';
        if (effects.some(({ kind }) => kind === 'connect')) permitted = undefined;
        for (const { kind } of effects) {
          if (kind !== 'identify') continue;
          assert.ok(permitted !== undefined && shard.now >= permitted);
          permitted = Number.POSITIVE_INFINITY;
        }
      };
    }));

  it('closes with 1000 only when it is told to stop or to be another, and never with 1001', () =>
    watchAll(() => ({ input, effects }) => {
      for (const effect of effects) {
        if (effect.kind !== 'close') continue;
        const toEnd = input.kind === 'stop' || input.kind === 'start';
        assert.equal(effect.code, toEnd ? 1000 : 4000);
      }
    }));

  it('goes on with the session after everything that leaves it, with the last number that it heard', () =>
    watchAll(() => {
      let last: number | undefined;
      return ({ shard, effects }) => {
        for (const effect of effects) {
          if (effect.kind === 'event') {
            // The session begins when it is to be stored.
            const begins = effects.some(({ kind }) => kind === 'save');
            last = begins ? effect.sequence : Math.max(last ?? 0, effect.sequence);
          }
          if (effect.kind === 'resume') assert.equal(effect.sequence, last);
          if (effect.kind === 'ask') assert.equal(shard.state.session, undefined);
        }
      };
    }));

  it('loses a session only to a code, an invalid session, three failed attempts, a stop or another start', () =>
    watchAll(() => {
      let had = false;
      let failedResumes = 0;
      return ({ shard, input }) => {
        const lost = had && shard.state.session === undefined;
        const failed = failedResumes;
        had = shard.state.session !== undefined;
        failedResumes = shard.state.failedResumes;
        if (!lost) return;
        const isCause =
          (input.kind === 'closed' && afterClose(input.code) !== 'resume') ||
          (input.kind === 'frame' && input.frame.op === OP.invalidSession) ||
          input.kind === 'stop' ||
          input.kind === 'start';
        assert.ok(isCause || failed >= 2, JSON.stringify(input));
      };
    }));

  it('does nothing after a fatal code until it is told to start again', () =>
    watchAll(() => {
      let halted = false;
      let key: string | undefined;
      return ({ input, effects }) => {
        if (input.kind === 'stop') halted = false;
        if (input.kind === 'start') {
          if (input.again || input.config.key !== key) halted = false;
          key = input.config.key;
        }
        if (halted) assert.deepEqual(effects, []);
        if (effects.some(({ kind }) => kind === 'halted')) halted = true;
      };
    }));

  it('always has something to do next, unless it is not to be connected', () =>
    watchAll(() => ({ shard }) => {
      const { phase } = shard.state;
      if (phase === 'stopped' || phase === 'halted' || phase === 'full') return;
      assert.ok(nextDue(shard.state) !== undefined, phase);
    }));

  it('listens to no socket but the last', () =>
    watchAll(() => ({ shard, input, effects }) => {
      if (!('connection' in input) || input.connection === shard.state.connection) return;
      const opened = effects.some((effect) => effect.kind === 'connect');
      if (!opened) assert.deepEqual(effects, []);
    }));

  it('comes to every phase and effect in these trials', () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    watchAll(() => ({ shard, effects }) => {
      count(shard.state.phase);
      for (const { kind } of effects) count(kind);
    });
    const rare = [
      ...['stopped', 'halted', 'full', 'waiting', 'spacing', 'identifying', 'resuming', 'ready'],
      ...['resume', 'identify', 'heartbeat', 'halted', 'recovered', 'gap', 'save'],
    ].filter((what) => (seen.get(what) ?? 0) < 10);
    assert.deepEqual(rare, []);
  });
});
