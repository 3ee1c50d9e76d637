import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LocalWorker, startLocalWorker } from '../local/worker.ts';
import { type GatewayStandIn, startGatewayStandIn } from './gateway/stand-in.ts';
import { median, type Ratio, ratioByRound } from './statistics.ts';

const EVENTS = 20_000;
const ROUNDS = 9;
/** By then the process has the memory that it keeps. */
const WARM_ROUND = 6;
const LIMIT_MS = 180_000;
/** Asking takes the Worker time that it would have for events. */
const POLL_MS = 25;
const fileOf = (name: string) => fileURLToPath(new URL(`./gateway/${name}`, import.meta.url));

export interface GatewayResult {
  events: number;
  rounds: number;
  /** From the first push until the object has given every event to a queue that takes all at once; median over rounds. */
  forwardedPerSecond: number;
  /** The same with the local queue, which runs the handlers meanwhile in the same process. */
  queuedPerSecond: number;
  /** From the first push until @discordjs/ws has received and parsed every event, and done nothing with it. */
  peerPerSecond: number;
  /** What the object forwarded against what the peer received, round by round. */
  ratio: Ratio;
  /** Of all rounds: messages that no handler saw, and those that one saw more than once. */
  lost: number;
  repeated: number;
  /** Memory of the process with Worker and local queue, warm and after the last round; undefined where it cannot be told. */
  memoryMb: { warm: number | undefined; last: number | undefined };
}

/** Pushes 20,000 messages at once to the gateway's object and to @discordjs/ws, in turn. */
export async function measureGateway(say: (line: string) => void): Promise<GatewayResult> {
  const alone = await startOurs({ BENCH_QUEUE: 'none' });
  const ours = await startOurs({});
  const peer = await startPeer();
  try {
    const queued: number[] = [];
    const forwarded: number[] = [];
    const peers: number[] = [];
    let warmMb: number | undefined;
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`gateway: round ${round} of ${ROUNDS}`);
      peers.push(await peer.run());
      forwarded.push(await alone.run());
      queued.push(await ours.run());
      for (const one of [alone, ours]) await one.settle(round * EVENTS);
      if (round === WARM_ROUND) warmMb = ours.memoryMb();
    }
    const counts = await Promise.all([alone.counts(), ours.counts()]);
    const handled = counts.reduce((sum, one) => sum + one.handled, 0);
    return {
      events: EVENTS,
      rounds: ROUNDS,
      forwardedPerSecond: median(forwarded),
      queuedPerSecond: median(queued),
      peerPerSecond: median(peers),
      ratio: ratioByRound(forwarded, peers),
      lost: 2 * EVENTS * ROUNDS - handled,
      repeated: counts.reduce((sum, one) => sum + one.repeated, 0),
      memoryMb: { warm: warmMb, last: ours.memoryMb() },
    };
  } finally {
    await Promise.all([peer.close(), ours.close(), alone.close()]);
  }
}

const perSecond = (startedAt: number): number => EVENTS / ((performance.now() - startedAt) / 1_000);

async function startOurs(extra: Record<string, string>) {
  const standIn = await startGatewayStandIn();
  const worker = await startLocalWorker({
    port: 0,
    entry: fileOf('worker.ts'),
    variables: { DISCORD_API_URL: standIn.apiUrl, DISCORD_TOKEN: 'bench', DATABASE_URL: '', ...extra },
  });
  const close = async () => {
    await worker.close();
    await standIn.close();
  };
  try {
    await worker.tick();
    await until(() => standIn.listeners() === 1, 'the connection');
    let sequence = 1;
    return {
      async run() {
        sequence += EVENTS;
        const startedAt = performance.now();
        standIn.push(EVENTS);
        await until(async () => {
          const { sequence: last, backlog } = await shardOf(worker);
          return last === sequence && backlog.events === 0;
        }, 'events in the queue');
        return perSecond(startedAt);
      },
      settle: (count: number) =>
        until(async () => (await countsOf(worker)).handled >= count, 'events handled'),
      counts: () => countsOf(worker),
      memoryMb: () => memoryOf(worker.pid),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startPeer() {
  const standIn: GatewayStandIn = await startGatewayStandIn();
  const child: ChildProcess = fork(fileOf('peer.ts'), [standIn.apiUrl]);
  const ended = once(child, 'exit');
  const [said] = await Promise.race([once(child, 'message'), ended]);
  if (said !== 'ready') throw new Error('@discordjs/ws did not connect');
  return {
    async run() {
      child.send(EVENTS);
      await once(child, 'message');
      const done = once(child, 'message');
      const startedAt = performance.now();
      standIn.push(EVENTS);
      await done;
      return perSecond(startedAt);
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
      await standIn.close();
    },
  };
}

const ask = async (worker: LocalWorker, path: string) => (await fetch(`${worker.url}${path}`)).json();

async function shardOf(worker: LocalWorker) {
  const { shards } = (await ask(worker, '/_local/gateway')) as {
    shards: { sequence?: number; backlog: { events: number } }[];
  };
  return shards[0] ?? { backlog: { events: 0 } };
}

const countsOf = (worker: LocalWorker) =>
  ask(worker, '/_bench/handled') as Promise<{ handled: number; repeated: number }>;

/** What the process holds in memory; only Linux tells. */
function memoryOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_024);
  } catch {
    return undefined;
  }
}

async function until(done: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what}: not there after ${LIMIT_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const rate = (perSecond: number) => Math.round(perSecond).toLocaleString('en-US');

export function reportGateway(result: GatewayResult): string {
  const { events, rounds, ratio, lost, repeated, memoryMb } = result;
  const memory =
    memoryMb.warm === undefined
      ? ''
      : `\n  Memory of the process with Worker and queue: ${memoryMb.warm} MB after ${WARM_ROUND} rounds, ${memoryMb.last} MB after all.`;
  return `Gateway: ${rate(events)} MESSAGE_CREATE of 1 KB pushed at once, ${rounds} rounds
  Guildhall, until a queue that takes all at once has them  ${rate(result.forwardedPerSecond)} events/s
  Guildhall, until the local queue has them  ${rate(result.queuedPerSecond)} events/s (handlers run meanwhile)
  @discordjs/ws on Node, until received  ${rate(result.peerPerSecond)} events/s (does nothing with them)
  ratio ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}); lost ${lost}, handled twice ${repeated}${memory}`;
}

if (import.meta.main) console.log(reportGateway(await measureGateway((line) => console.error(line))));
