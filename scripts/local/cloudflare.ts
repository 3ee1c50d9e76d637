import { createServer, type IncomingMessage } from 'node:http';
import { invalidToken, noRoute, Refusal, unauthorized } from './cloudflare/refusal.ts';
import { handleCall } from './cloudflare/routes.ts';
import { type ServedWorker, serveWorker } from './cloudflare/serve-worker.ts';
import { AccountState } from './cloudflare/state.ts';

export interface LocalCloudflareOptions {
  accountId?: string;
  token?: string;
  /** Of `<subdomain>.workers.dev`; null for an account that has not registered one. */
  subdomain?: string | null;
}

export interface CloudflareCall {
  method: string;
  /** Without `/accounts/<id>`. */
  path: string;
  status: number;
}

/** Makes the next calls that match fail; counts down from `times` (default 1). */
export interface CloudflareFailure {
  method?: string;
  path: RegExp;
  /** Let so many matching calls through first. */
  after?: number;
  times?: number;
  status: number;
  code: number;
  message: string;
}

/** Stands in for Cloudflare: the API that wrangler calls, and the platform that runs what was uploaded. */
export interface LocalCloudflare {
  /** For `CLOUDFLARE_API_BASE_URL`. */
  apiUrl: string;
  accountId: string;
  token: string;
  state: AccountState;
  calls(): CloudflareCall[];
  clearCalls(): void;
  fail(failure: CloudflareFailure): void;
  /** Like the global fetch, but `https://<worker>.<subdomain>.workers.dev` leads to the deployed Worker. */
  fetch: typeof fetch;
  close(): Promise<void>;
}

/** Starts an empty account on 127.0.0.1. */
export async function startLocalCloudflare(options: LocalCloudflareOptions = {}): Promise<LocalCloudflare> {
  const accountId = options.accountId ?? '0123456789abcdef0123456789abcdef';
  const token = options.token ?? 'local-cloudflare-token-0123456789abcdef0';
  const state = new AccountState(options.subdomain === null ? undefined : (options.subdomain ?? 'local'));
  const calls: CloudflareCall[] = [];
  const failures: (CloudflareFailure & { seen: number })[] = [];

  const answer = async (incoming: IncomingMessage, body: Buffer): Promise<unknown> => {
    const { method = 'GET', headers } = incoming;
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const path = url.pathname.replace(`/accounts/${accountId}`, '');
    const failure = failures.find(
      (one) => (one.method ?? method) === method && one.path.test(path) && isDue(one),
    );
    if (failure) throw new Refusal(failure.status, failure.code, failure.message);
    if (!headers.authorization?.startsWith('Bearer ')) throw unauthorized();
    if (headers.authorization !== `Bearer ${token}`) throw invalidToken();
    if (path === '/accounts' && method === 'GET') return [{ id: accountId, name: 'Local account' }];
    if (path === url.pathname) throw path.startsWith('/accounts/') ? unauthorized() : noRoute(path);
    return handleCall(state, {
      method,
      path,
      query: url.searchParams,
      contentType: headers['content-type'] ?? '',
      body,
    });
  };

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname.replace(
      `/accounts/${accountId}`,
      '',
    );
    const [status, reply] = await answer(incoming, Buffer.concat(chunks)).then(
      (result) => [200, envelope(result)] as const,
      (error: unknown) => {
        const { status, code, message } =
          error instanceof Refusal ? error : new Refusal(500, 10001, String(error));
        return [status, { success: false, errors: [{ code, message }], messages: [], result: null }] as const;
      },
    );
    calls.push({ method: incoming.method ?? 'GET', path, status });
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the local Cloudflare has no port');

  const platform = createPlatform(state);
  return {
    apiUrl: `http://127.0.0.1:${address.port}`,
    accountId,
    token,
    state,
    calls: () => [...calls],
    clearCalls: () => calls.splice(0),
    fail: (failure) => failures.push({ ...failure, seen: 0 }),
    fetch: platform.fetch,
    async close() {
      await platform.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function isDue(failure: CloudflareFailure & { seen: number }): boolean {
  failure.seen += 1;
  const from = failure.after ?? 0;
  return failure.seen > from && failure.seen <= from + (failure.times ?? 1);
}

function envelope(result: unknown) {
  const pages = Array.isArray(result)
    ? {
        result_info: {
          page: 1,
          per_page: 100,
          count: result.length,
          total_count: result.length,
          total_pages: 1,
        },
      }
    : {};
  return { success: true, errors: [], messages: [], result, ...pages };
}

/** What the account's workers.dev addresses lead to. */
function createPlatform(state: AccountState): Pick<LocalCloudflare, 'fetch' | 'close'> {
  let served: { name: string; revision: number; worker: Promise<ServedWorker> } | undefined;
  const close = async () => {
    const before = served;
    served = undefined;
    await (await before?.worker.catch(() => undefined))?.close();
  };
  const urlOf = async (name: string): Promise<string | undefined> => {
    const worker = state.workers.get(name);
    const version = worker && state.activeVersion(worker);
    if (!version || !worker.onWorkersDev) return undefined;
    if (served?.name !== name || served.revision !== state.revision) {
      const before = served;
      const next = { name, revision: state.revision, worker: serveWorker(state, worker, version) };
      served = next;
      await (await before?.worker.catch(() => undefined))?.close();
    }
    return (await served?.worker)?.url;
  };
  return {
    close,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const suffix = `.${state.subdomain}.workers.dev`;
      if (!url.hostname.endsWith(suffix)) return globalFetch(input, init);
      const base = await urlOf(url.hostname.slice(0, -suffix.length));
      // What Cloudflare answers for a name that leads to no Worker.
      if (!base) return new Response('error code: 1042', { status: 404 });
      return globalFetch(`${base}${url.pathname}${url.search}`, init);
    },
  };
}

/** Taken at load, so that a caller may put `fetch` of this stand-in in its place. */
const globalFetch = globalThis.fetch;
