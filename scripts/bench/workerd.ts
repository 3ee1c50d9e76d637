import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { COMPATIBILITY_FLAGS } from '../bundle.ts';

/** The native program itself; the file in node_modules/.bin may put a Node process in front of it. */
const program: string = createRequire(import.meta.url)('workerd').default;
const COMPATIBILITY_DATE = '2026-11-09';
const START_LIMIT_MS = 20_000;

export interface ServedWorker {
  port: number;
  /** Port of the stand-in for queue and network, which answers `/_control/…`. */
  sinkPort: number;
  pid: number;
  /** `performance.now()` just before the process was started. */
  startedAt: number;
  close(): Promise<void>;
}

/** A script written to disk with its configuration, ready to be served any number of times. */
export interface PreparedWorker {
  serve(): Promise<ServedWorker>;
  remove(): void;
}

/** What this process has left on the machine so far. */
const left = { folders: new Set<string>(), children: new Set<ChildProcess>() };

process.once('exit', () => {
  for (const child of left.children) child.kill('SIGKILL');
  for (const folder of left.folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Writes what plain workerd needs to serve a Worker beside a sink: the sink takes its queues, its bucket and all that
 * it fetches, in the same process, so that nothing leaves the machine and nothing is answered by guesswork.
 */
export function prepareWorker(
  modules: ReadonlyMap<string, string>,
  sink: string,
  variables: Record<string, string>,
): PreparedWorker {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  left.folders.add(folder);
  for (const [name, text] of modules) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'sink.js'), sink);
  const config = join(folder, 'config.capnp');
  writeFileSync(config, configuration([...modules.keys()], variables));
  return {
    serve: () => serve(config),
    remove() {
      rmSync(folder, { recursive: true, force: true });
      left.folders.delete(folder);
    },
  };
}

function configuration(modules: string[], variables: Record<string, string>): string {
  const text = (value: string) => JSON.stringify(value);
  const bindings = [
    ...Object.entries(variables).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...['JOBS', 'DELIVERIES', 'GATEWAY_EVENTS', 'JOBS_DEAD'].map(
      (name) => `(name = ${text(name)}, queue = "sink")`,
    ),
    '(name = "FILES", r2Bucket = "sink")',
  ];
  const flags = COMPATIBILITY_FLAGS.map(text).join(', ');
  const compatibility = `compatibilityDate = "${COMPATIBILITY_DATE}", compatibilityFlags = [${flags}]`;
  const files = modules.map((name) => `(name = ${text(name)}, esModule = embed ${text(name)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [${files.join(', ')}],
      bindings = [${bindings.join(', ')}],
      globalOutbound = "sink",
      ${compatibility})),
    (name = "sink", worker = (
      modules = [(name = "sink.js", esModule = embed "sink.js")],
      ${compatibility})),
  ],
  sockets = [
    (name = "main", address = "127.0.0.1:0", http = (), service = "main"),
    (name = "sink", address = "127.0.0.1:0", http = (), service = "sink"),
  ]);
`;
}

async function serve(config: string): Promise<ServedWorker> {
  const startedAt = performance.now();
  const child = spawn(program, ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  left.children.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      left.children.delete(child);
      resolve();
    });
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-2_000);
  });
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const ports = await readPorts(child.stdio[3] as Readable);
    return { ...ports, pid: child.pid ?? 0, startedAt, close };
  } catch (error) {
    await close();
    throw new Error(`workerd could not serve the Worker: ${said}`, { cause: error });
  }
}

/** workerd writes one JSON line for each socket that listens. */
async function readPorts(control: Readable): Promise<{ port: number; sinkPort: number }> {
  const ports = new Map<string, number>();
  let rest = '';
  const limit = setTimeout(
    () => control.destroy(new Error('workerd did not listen in time')),
    START_LIMIT_MS,
  );
  try {
    for await (const chunk of control) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event: { event: string; socket: string; port: number } = JSON.parse(line);
        if (event.event === 'listen') ports.set(event.socket, event.port);
      }
      const port = ports.get('main');
      const sinkPort = ports.get('sink');
      if (port && sinkPort) return { port, sinkPort };
    }
  } finally {
    clearTimeout(limit);
  }
  throw new Error('workerd closed its control channel before it listened');
}
