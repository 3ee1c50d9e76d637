import { readFile, writeFile } from 'node:fs/promises';

interface RunningWorker {
  pid: number;
  url: string;
}

const FILE = 'worker.json';
/** Milliseconds within which a Worker on this machine answers, if it is one. */
const PATIENCE_MS = 2_000;

/** Remembers which process serves the Worker: it outlives a start that is killed without a chance to stop it. */
export async function rememberWorker(
  folder: string,
  { pid, url }: { pid: number | undefined; url: string },
): Promise<void> {
  await writeFile(`${folder}/${FILE}`, JSON.stringify({ pid, url }));
}

/**
 * Ends the Worker that a killed start left behind, so that its port is free again. Only call it when no start has the
 * folder open. A process whose number was given to something else meanwhile does not answer as a local Worker and is spared.
 */
export async function endOrphanWorker(folder: string): Promise<void> {
  const text = await readFile(`${folder}/${FILE}`, 'utf8').catch(() => '{}');
  const { pid, url } = JSON.parse(text) as Partial<RunningWorker>;
  if (!pid || !url || !(await answersAsLocalWorker(url))) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
  for (let i = 0; i < 40 && (await answersAsLocalWorker(url)); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function answersAsLocalWorker(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_local/clock`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = (await response.json()) as { aheadMs?: unknown };
    return typeof body.aheadMs === 'number';
  } catch {
    return false;
  }
}
