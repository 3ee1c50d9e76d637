import { type Contestant, YARDSTICK } from './contestants.ts';
import { askOnce, type LoadResult, runLoad } from './load.ts';
import { type Kind, payload, type Subjects } from './payloads.ts';
import type { RequestSigner } from './signed-requests.ts';
import { median, type Ratio, ratioByRound } from './statistics.ts';
import type { ServedWorker } from './workerd.ts';

const kinds: readonly Kind[] = ['ping', 'immediate', 'deferred'];
/** Distinct requests a round; each is new to the server, and signing them is a fraction of the round. */
const REQUESTS = 2_000;
const CONNECTIONS = 16;
const WARM_UP_MS = 1_500;

export interface InteractionResult {
  kind: Kind;
  contestant: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicros: number | undefined;
  /** Throughput against the yardstick in the same round; above 1 is faster. */
  ratio: Ratio;
  /** The yardstick's processor time against this one's, median of the rounds: the same, but less moved by neighbours. */
  cpuRatio: number | undefined;
}

export interface RoundOptions {
  rounds: number;
  /** Length of one contestant's turn. */
  roundMs: number;
}

/**
 * Throughput of verified interactions. One server at a time is under load; all take turns within a round, and the
 * order turns by one each round, so that nobody always runs on a warm or a tired machine.
 */
export async function measureInteractions(
  contestants: readonly Contestant[],
  subjects: Subjects,
  signer: RequestSigner,
  { rounds, roundMs }: RoundOptions,
  say: (line: string) => void,
  only: readonly Kind[] = kinds,
): Promise<InteractionResult[]> {
  const served = new Map<string, ServedWorker>();
  const results: InteractionResult[] = [];
  try {
    for (const { name, worker } of contestants) served.set(name, await worker.serve());
    for (const kind of only) {
      const found = new Map<string, LoadResult[]>(contestants.map(({ name }) => [name, []]));
      for (let round = -1; round < rounds; round++) {
        const requests = Array.from({ length: REQUESTS }, (_, at) =>
          signer.request(payload(kind, subjects, (round + 1) * REQUESTS + at)),
        );
        for (const { name } of turned(contestants, round)) {
          const { port, pid } = served.get(name) ?? missing(name);
          if (round < 0) await checkAnswer(name, port, requests[0] ?? Buffer.alloc(0), kind);
          const forMs = round < 0 ? Math.min(WARM_UP_MS, 3 * roundMs) : roundMs;
          const result = await runLoad({ port, pid, requests, forMs, connections: CONNECTIONS });
          if (round >= 0) found.get(name)?.push(result);
        }
        if (round >= 0) say(`${kind}: round ${round + 1} of ${rounds}`);
      }
      const yardstick = found.get(YARDSTICK) ?? [];
      for (const [contestant, all] of found) results.push(summarise(kind, contestant, all, yardstick));
    }
  } finally {
    await Promise.all([...served.values()].map((worker) => worker.close()));
  }
  return results;
}

/** The first byte of the callback tells whether everybody really does the same thing. */
async function checkAnswer(name: string, port: number, request: Buffer, kind: Kind): Promise<void> {
  const want = { ping: 1, immediate: 4, deferred: 5 }[kind];
  const { status, body } = await askOnce(port, request);
  const type: unknown = status === 200 ? JSON.parse(body).type : undefined;
  if (type !== want) throw new Error(`${name} answered ${kind} with ${status} ${body.slice(0, 200)}`);
}

function summarise(
  kind: Kind,
  contestant: string,
  all: readonly LoadResult[],
  yardstick: readonly LoadResult[],
): InteractionResult {
  const cpu = all.flatMap(({ cpuMicros }) => (cpuMicros === undefined ? [] : [cpuMicros]));
  const cpuOfYardstick = yardstick.flatMap(({ cpuMicros }) => (cpuMicros === undefined ? [] : [cpuMicros]));
  return {
    kind,
    contestant,
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    p50Ms: median(all.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(all.map(({ p99Ms }) => p99Ms)),
    cpuMicros: cpu.length > 0 ? median(cpu) : undefined,
    ratio: ratioByRound(
      all.map(({ perSecond }) => perSecond),
      yardstick.map(({ perSecond }) => perSecond),
    ),
    cpuRatio: cpu.length > 0 ? ratioByRound(cpuOfYardstick, cpu).median : undefined,
  };
}

const turned = <Item>(items: readonly Item[], by: number): Item[] => {
  const at = Math.max(0, by) % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
};

function missing(name: string): never {
  throw new Error(`${name} is not being served`);
}
