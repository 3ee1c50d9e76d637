import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Cloudflare } from './cloudflare-api.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
const bin = join(root, 'node_modules/.bin');
/** Program and first argument that run this project's wrangler. */
export const WRANGLER: readonly string[] = [process.execPath, wrangler];

export interface WranglerCall {
  arguments: string[];
  cloudflare: Pick<Cloudflare, 'token' | 'apiUrl'>;
  accountId: string;
  configuration: string;
  /** Uploaded with the Worker. */
  secrets?: Readonly<Record<string, string>>;
}

export interface WranglerResult {
  code: number;
  /** What wrangler says went wrong; empty when nothing did. */
  error: string;
  /** `https://…` addresses that the Worker got. */
  urls: string[];
}

/**
 * Runs wrangler without questions, statistics or look-ups of its own. Secrets reach it in a file that only this user can
 * read and that is gone afterwards, however it ends; its log goes the same way.
 */
export async function runWrangler(call: WranglerCall): Promise<WranglerResult> {
  // mkdtemp makes the folder for this user alone.
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-deploy-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let child: ChildProcess | undefined;
  const leave = () => {
    child?.kill();
    remove();
    process.exit(130);
  };
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    const secretsFile = join(folder, 'secrets.json');
    const output = join(folder, 'output.ndjson');
    knowNewest(folder);
    if (call.secrets) writeFileSync(secretsFile, JSON.stringify(call.secrets), { mode: 0o600 });
    const { code, text } = await run(
      [
        ...call.arguments,
        '--config',
        call.configuration,
        ...(call.secrets ? ['--secrets-file', secretsFile] : []),
      ],
      {
        ...environment(),
        CI: '1',
        CLOUDFLARE_API_BASE_URL: call.cloudflare.apiUrl,
        CLOUDFLARE_API_TOKEN: call.cloudflare.token,
        CLOUDFLARE_ACCOUNT_ID: call.accountId,
        // Whatever wrangler puts aside goes away with the rest.
        TMPDIR: folder,
        TEMP: folder,
        WRANGLER_LOG_PATH: folder,
        WRANGLER_OUTPUT_FILE_PATH: output,
      },
      (started) => {
        child = started;
      },
    );
    return { code, error: code === 0 ? '' : errorIn(text), urls: urlsIn(output) };
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
    remove();
  }
}

/** After some errors wrangler asks npm for its newest version, unless it has done so within the hour. */
function knowNewest(folder: string): void {
  mkdirSync(join(folder, 'update-check'));
  writeFileSync(
    join(folder, 'update-check', 'wrangler-latest.json'),
    JSON.stringify({ lastUpdate: Date.now(), latest: null }),
  );
}

/** The token of `wrangler login`, if somebody has logged in on this machine. */
export async function readLogin(): Promise<string | undefined> {
  const { code, text } = await run(['auth', 'token', '--json'], environment());
  const json = /\{.*\}/s.exec(text)?.[0];
  if (code !== 0 || !json) return undefined;
  try {
    const { token } = JSON.parse(json);
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

/** Of this process only what a program needs to run at all; our own secrets are none of wrangler's business. */
function environment(): Record<string, string> {
  const passed = [
    'HOME',
    'USERPROFILE',
    'APPDATA',
    'XDG_CONFIG_HOME',
    'SystemRoot',
    'TMPDIR',
    'TEMP',
    'LANG',
  ];
  const network = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
  const own = [...passed, ...network, 'NODE_EXTRA_CA_CERTS'].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  return {
    ...Object.fromEntries(own),
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    NO_COLOR: '1',
    NODE_NO_WARNINGS: '1',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    // The banner looks for a newer version.
    WRANGLER_HIDE_BANNER: 'true',
  };
}

function run(
  args: readonly string[],
  env: Record<string, string>,
  onStart: (child: ChildProcess) => void = () => {},
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wrangler, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onStart(child);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, text: stripVTControlCharacters(text) }));
  });
}

/** The sentences after wrangler's mark of an error, without its advice to report a bug. */
function errorIn(text: string): string {
  const [, after = text] = /\[ERROR\]\s*(.*)/s.exec(text) ?? [];
  const lines = after
    .split(/If you think this is a bug|🪵|Logs were written|\[ERROR\]/)[0]
    ?.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return (lines ?? []).join(' ').slice(0, 600) || 'wrangler ended without a reason.';
}

function urlsIn(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    if (!line.includes('"targets"')) return [];
    const { targets = [] } = JSON.parse(line) as { targets?: unknown[] };
    return targets.filter(
      (target) => typeof target === 'string' && target.startsWith('https://'),
    ) as string[];
  });
}
