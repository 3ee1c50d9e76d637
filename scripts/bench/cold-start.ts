import { type Contestant, YARDSTICK } from './contestants.ts';
import { cpuMillis } from './cpu-time.ts';
import { askOnce } from './load.ts';
import { payload, type Subjects } from './payloads.ts';
import type { RequestSigner } from './signed-requests.ts';
import { median, type Ratio, ratioByRound } from './statistics.ts';

export interface ColdStartResult {
  contestant: string;
  /** From starting the process to the first verified answer, which includes workerd's own start. */
  processMs: number;
  /** From the first request to its answer, with the process already listening. */
  firstAnswerMs: number;
  /** Processor time of the process until then; absent where the system doesn't tell. */
  cpuMs: number | undefined;
  ratio: Ratio;
  /** Processor time against the yardstick's, median of the rounds: the same, but less moved by neighbours. */
  cpuRatio: number | undefined;
}

/** Starts a fresh workerd for everybody in each round and asks once for an immediate command. */
export async function measureColdStart(
  contestants: readonly Contestant[],
  subjects: Subjects,
  signer: RequestSigner,
  rounds: number,
): Promise<ColdStartResult[]> {
  const found = new Map<string, { process: number[]; first: number[]; cpu: number[] }>(
    contestants.map(({ name }) => [name, { process: [], first: [], cpu: [] }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { name, worker } of contestants) {
      const request = signer.request(payload('immediate', subjects, round));
      const served = await worker.serve();
      try {
        const asked = performance.now();
        const { status, body } = await askOnce(served.port, request);
        const answered = performance.now();
        if (status !== 200) throw new Error(`${name} answered ${status} ${body.slice(0, 200)}`);
        found.get(name)?.process.push(answered - served.startedAt);
        found.get(name)?.first.push(answered - asked);
        const cpu = cpuMillis(served.pid);
        if (cpu !== undefined) found.get(name)?.cpu.push(cpu);
      } finally {
        await served.close();
      }
    }
  }
  const yardstick = found.get(YARDSTICK) ?? { process: [], cpu: [] };
  return [...found].map(([contestant, { process, first, cpu }]) => ({
    contestant,
    processMs: median(process),
    firstAnswerMs: median(first),
    cpuMs: cpu.length > 0 ? median(cpu) : undefined,
    ratio: ratioByRound(process, yardstick.process),
    cpuRatio: cpu.length > 0 ? ratioByRound(cpu, yardstick.cpu).median : undefined,
  }));
}
