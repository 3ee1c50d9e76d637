import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Processor time of a process and all its threads so far, in milliseconds; only Linux tells. */
export function cpuMillis(pid: number): number | undefined {
  try {
    const tasks = `/proc/${pid}/task`;
    const spent = readdirSync(tasks).map((task) =>
      Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]),
    );
    return spent.reduce((sum, nanos) => sum + nanos, 0) / 1e6;
  } catch {
    return undefined;
  }
}
