import type { Command } from '../../src/core/interactions/command.ts';
import { type Contestant, GUILDHALL } from './contestants.ts';
import { askOnce } from './load.ts';
import { type CommandSubject, commandPayload, payload, type Subjects, subjectsOf } from './payloads.ts';
import type { RequestSigner } from './signed-requests.ts';
import type { ServedWorker } from './workerd.ts';

export interface OutsideCallsResult {
  /** What was posted: `PING`, or the command as a person types it. */
  what: string;
  answer: 'pong' | 'now' | 'later';
  /** Calls to the database, Discord or Claude before the first answer. */
  calls: number;
  /** Queue messages sent, though not waited for. */
  queued: number;
  /** Whether the answer came while the outside held all its answers back. */
  answeredWhileHeld: boolean;
}

/** An answer that needs the held-back outside doesn't come; this is how long we look, in milliseconds. */
const HELD_MS = 1_000;
/** For a queue message that leaves after the answer. */
const SETTLE_MS = 50;

interface Counts {
  queue: number;
  fetch: number;
}

/**
 * Counts what Guildhall calls outside before each kind of first answer, for every command that it declares. The
 * stand-in database answers without rows, so a command that would read on stops where the first query is empty.
 */
export async function countOutsideCalls(
  contestants: readonly Contestant[],
  subjects: Subjects,
  commands: Iterable<Command>,
  signer: RequestSigner,
): Promise<OutsideCallsResult[]> {
  const guildhall = contestants.find(({ name }) => name === GUILDHALL);
  if (!guildhall) return [];
  const served = await guildhall.worker.serve();
  try {
    let serial = 0;
    const asked = [
      { what: 'PING', answer: 'pong' as const, request: () => signer.request(payload('ping', subjects, 0)) },
      ...[...commands].flatMap(subjectsOf).map(({ subject, answer }) => ({
        what: titleOf(subject),
        answer,
        request: () => signer.request(commandPayload(subject, ++serial)),
      })),
    ];
    const counted: Omit<OutsideCallsResult, 'answeredWhileHeld'>[] = [];
    for (const { what, answer, request } of asked)
      counted.push({ what, answer, ...(await count(served, request())) });
    const answered = await askWhileHeld(
      served,
      asked.map(({ request }) => request()),
    );
    return counted.map((one, at) => ({ ...one, answeredWhileHeld: answered[at] === true }));
  } finally {
    await served.close();
  }
}

/** One after the other, so that every call has only one to have come from. */
async function count(
  { port, sinkPort }: ServedWorker,
  request: Buffer,
): Promise<Pick<OutsideCallsResult, 'calls' | 'queued'>> {
  const before = await control(sinkPort, 'counts');
  const { status, body } = await askOnce(port, request);
  if (status !== 200) throw new Error(`answered ${status} ${body.slice(0, 200)}`);
  await pause(SETTLE_MS);
  const after = await control(sinkPort, 'counts');
  return { calls: after.fetch - before.fetch, queued: after.queue - before.queue };
}

/** All at once, because those that wait for the outside do nothing meanwhile. Whether each was answered without it. */
async function askWhileHeld(
  { port, sinkPort }: ServedWorker,
  requests: readonly Buffer[],
): Promise<boolean[]> {
  await control(sinkPort, 'hold');
  const answered = requests.map(() => false);
  const held = requests.map(async (request, at) => {
    await askOnce(port, request);
    answered[at] = true;
  });
  await pause(HELD_MS);
  const soFar = [...answered];
  await control(sinkPort, 'release');
  await Promise.all(held);
  return soFar;
}

async function control(port: number, what: 'counts' | 'hold' | 'release'): Promise<Counts> {
  const response = await fetch(`http://127.0.0.1:${port}/_control/${what}`);
  return (await response.json()) as Counts;
}

const titleOf = ({ name, type, subcommand }: CommandSubject): string =>
  type === 1 ? `/${[name, subcommand].filter(Boolean).join(' ')}` : name;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
