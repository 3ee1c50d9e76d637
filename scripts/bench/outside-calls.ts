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
const HELD_MS = 300;
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
    const ping = () => signer.request(payload('ping', subjects, 0));
    const counted: OutsideCallsResult[] = [{ what: 'PING', answer: 'pong', ...(await count(served, ping)) }];
    let serial = 0;
    for (const command of commands) {
      for (const { subject, answer } of subjectsOf(command)) {
        const request = () => signer.request(commandPayload(subject, ++serial));
        counted.push({ what: titleOf(subject), answer, ...(await count(served, request)) });
      }
    }
    return counted;
  } finally {
    await served.close();
  }
}

async function count(
  { port, sinkPort }: ServedWorker,
  request: () => Buffer,
): Promise<Pick<OutsideCallsResult, 'calls' | 'queued' | 'answeredWhileHeld'>> {
  const before = await control(sinkPort, 'counts');
  const { status, body } = await askOnce(port, request());
  if (status !== 200) throw new Error(`answered ${status} ${body.slice(0, 200)}`);
  await pause(SETTLE_MS);
  const after = await control(sinkPort, 'counts');

  await control(sinkPort, 'hold');
  const held = askOnce(port, request());
  const answeredWhileHeld = await Promise.race([held.then(() => true), pause(HELD_MS).then(() => false)]);
  await control(sinkPort, 'release');
  await held;
  return { calls: after.fetch - before.fetch, queued: after.queue - before.queue, answeredWhileHeld };
}

async function control(port: number, what: 'counts' | 'hold' | 'release'): Promise<Counts> {
  const response = await fetch(`http://127.0.0.1:${port}/_control/${what}`);
  return (await response.json()) as Counts;
}

const titleOf = ({ name, type, subcommand }: CommandSubject): string =>
  type === 1 ? `/${[name, subcommand].filter(Boolean).join(' ')}` : name;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
