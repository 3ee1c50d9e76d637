import { MAIN_MODULE } from '../bundle.ts';
import { type Contestant, GUILDHALL, prepareHere } from './contestants.ts';
import { cpuMillis } from './cpu-time.ts';
import { askOnce } from './load.ts';
import { payload, type Subjects } from './payloads.ts';
import { median } from './statistics.ts';

export interface FirstUseResult {
  /** What a fresh isolate is asked for, first of all. */
  what: string;
  /** From the request to its answer, the process already listening. */
  wallMs: number;
  /** Processor time of the process meanwhile; absent where the system doesn't tell. */
  cpuMs: number | undefined;
}

const GUILD = '1100000000000000001';
const ENTRY = 'entry.js';
/** Hands what is posted to `/_queue` to the consumer, as the platform does with a message; the rest goes to the Worker. */
const entry = `import worker from './${MAIN_MODULE}';
export * from './${MAIN_MODULE}';
export default {
  ...worker,
  async fetch(request, env, execution) {
    if (new URL(request.url).pathname !== '/_queue') return worker.fetch(request, env, execution);
    const message = { id: '1', attempts: 1, body: await request.json(), ack() {}, retry() {} };
    await worker.queue({ queue: 'guildhall-jobs', messages: [message] }, env, execution);
    return new Response('done');
  },
};`;

/**
 * What Guildhall has to load when something is needed for the first time. The stand-in database knows nothing, so none
 * goes further than its first question to it.
 */
export async function measureFirstUses(
  contestants: readonly Contestant[],
  subjects: Subjects,
  rounds: number,
): Promise<FirstUseResult[]> {
  const guildhall = contestants.find(({ name }) => name === GUILDHALL);
  if (!guildhall) return [];
  const worker = await prepareHere(new Map([[ENTRY, entry], ...guildhall.modules]));
  const interaction = JSON.parse(payload('deferred', subjects, 1));
  const uses: Record<string, Buffer> = {
    'the job of a deferred command': post('/_queue', {
      kind: 'interaction',
      requestId: 'bench',
      receivedAt: Date.now(),
      payload: interaction,
    }),
    'a page': get('/'),
    'a call of the API': get(`/api/v1/guilds/${GUILD}/records`, `authorization: Bearer gh_${'a'.repeat(43)}`),
    '/health': get('/health'),
  };
  try {
    const results: FirstUseResult[] = [];
    for (const [what, request] of Object.entries(uses)) {
      const wall: number[] = [];
      const cpu: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const served = await worker.serve();
        try {
          const cpuBefore = cpuMillis(served.pid);
          const asked = performance.now();
          const { status, body } = await askOnce(served.port, request);
          wall.push(performance.now() - asked);
          if (status === 500) throw new Error(`${what} was answered ${body.slice(0, 200)}`);
          const cpuAfter = cpuMillis(served.pid);
          if (cpuBefore !== undefined && cpuAfter !== undefined) cpu.push(cpuAfter - cpuBefore);
        } finally {
          await served.close();
        }
      }
      results.push({ what, wallMs: median(wall), cpuMs: cpu.length > 0 ? median(cpu) : undefined });
    }
    return results;
  } finally {
    worker.remove();
  }
}

const get = (path: string, ...headers: string[]): Buffer =>
  Buffer.from([`GET ${path} HTTP/1.1`, 'host: guildhall.example', ...headers, '', ''].join('\r\n'));

function post(path: string, value: unknown): Buffer {
  const body = JSON.stringify(value);
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: guildhall.example',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
