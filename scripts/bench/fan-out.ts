import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { neon, neonConfig } from '@neondatabase/serverless';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { uuidv7 } from '../../src/core/ids.ts';
import { createSecretBox } from '../../src/core/settings/secret-box.ts';
import { httpLane } from '../../src/core/webhooks/lane.ts';
import { sealSecret, sealUrl } from '../../src/core/webhooks/secrets.ts';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { percentile } from './statistics.ts';

const ENDPOINTS = 200;
/** Each goes to every endpoint: 10,000 deliveries. */
const EVENTS = 50;
/** 5 % fail: half answer 500, half never answer. 5 % are slow. */
const SHARE = 0.05;
const SLOW_MS = 1_000;
const LIMIT_MS = 240_000;
const GUILD = '1000000000000000001';

export interface FanOutResult {
  deliveries: number;
  /** Deliveries a second to healthy endpoints only: ours, a bare queue consumer that only posts, and ours against it. */
  perSecond: number;
  barePerSecond: number;
  ratio: number;
  /** When 95 % of what healthy endpoints get had arrived, in milliseconds from the start, without and with bad ones. */
  healthyP95Ms: number;
  healthyP95BesideBadMs: number;
  /** Of the run with bad ones: deliveries that neither arrived nor wait for their next try. */
  lost: number;
  /** Of the same: what arrived more than once. */
  repeated: number;
}

type Behaviour = 'healthy' | 'fails' | 'hangs' | 'slow';

interface Sink {
  url: string;
  /** Endpoint → webhook-id → times in `performance.now()`. */
  arrived: Map<string, Map<string, number[]>>;
  server: Server;
  close(): Promise<void>;
}

/** The last few of the endpoints are bad, if at all. */
function behaviourOf(index: number, bad: boolean): Behaviour {
  const few = Math.round(ENDPOINTS * SHARE);
  if (!bad || index < ENDPOINTS - 2 * few) return 'healthy';
  if (index < ENDPOINTS - few) return 'slow';
  return index % 2 === 0 ? 'fails' : 'hangs';
}

async function startSink(bad: boolean): Promise<Sink> {
  const arrived = new Map<string, Map<string, number[]>>();
  const server = createServer((request, response) => {
    const endpoint = request.url?.slice(1) ?? '';
    const behaviour = behaviourOf(Number(endpoint), bad);
    request.resume();
    request.on('end', () => {
      if (behaviour === 'hangs') return;
      if (behaviour === 'fails') return response.writeHead(500).end();
      const seen = arrived.get(endpoint) ?? new Map<string, number[]>();
      arrived.set(endpoint, seen);
      const id = String(request.headers['webhook-id']);
      seen.set(id, [...(seen.get(id) ?? []), performance.now()]);
      if (behaviour === 'slow') setTimeout(() => response.end('ok'), SLOW_MS);
      else response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, server, close };
}

const countOf = (sink: Sink, only: (index: number) => boolean): number =>
  [...sink.arrived].reduce((sum, [endpoint, seen]) => sum + (only(Number(endpoint)) ? seen.size : 0), 0);

async function until(done: () => boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!done()) {
    if (performance.now() > end) throw new Error(`${what}: not done after ${LIMIT_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The product as `npm start` runs it: database, queues and Durable Objects in workerd. */
async function runOurs(bad: boolean) {
  const sink = await startSink(bad);
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'empty',
    variables: {},
    databaseTemplate: await ensureTemplate(),
  });
  try {
    const { variables, worker } = stack;
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const sql = neon(variables.DATABASE_URL);
    await addEndpoints(sql, variables.ENCRYPTION_KEYS, sink.url);
    const start = await announce(sql, () => worker.tick());
    const answers = (index: number) => ['healthy', 'slow'].includes(behaviourOf(index, bad));
    const healthy = (index: number) => behaviourOf(index, bad) === 'healthy';
    const reachable = Array.from({ length: ENDPOINTS }, (_, index) => index).filter(answers).length;
    await until(() => countOf(sink, answers) >= reachable * EVENTS, 'deliveries');
    // What hangs is let go, so that every delivery is tried and nothing is under way when the database stops.
    await sink.close();
    const waiting = await countWaiting(sql);
    const times = [...sink.arrived]
      .filter(([endpoint]) => healthy(Number(endpoint)))
      .flatMap(([, seen]) => [...seen.values()].map(([first = 0]) => first - start))
      .sort((a, b) => a - b);
    const all = [...sink.arrived.values()].flatMap((seen) => [...seen.values()]);
    return {
      perSecond: times.length / ((times.at(-1) ?? 1) / 1_000),
      p95Ms: percentile(times, 0.95),
      lost: Math.max(0, ENDPOINTS * EVENTS - all.length - waiting),
      repeated: all.filter((seen) => seen.length > 1).length,
    };
  } finally {
    await sink.close();
    await stack.close();
  }
}

/** Deliveries that wait for their next try, once each was tried. */
async function countWaiting(sql: Sql): Promise<number> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const [row] =
      await sql`select count(*)::int as waiting, (count(*) filter (where attempts = 0))::int as untried
      from deliveries where state = 'queued' and event_type = 'record.created'`;
    if (Number(row?.untried) === 0) return Number(row?.waiting);
    if (performance.now() > end) throw new Error('some deliveries were never tried');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

type Sql = ReturnType<typeof neon<false, false>>;

async function addEndpoints(sql: Sql, keys: string, sinkUrl: string): Promise<void> {
  const box = createSecretBox(keys);
  const now = new Date();
  const rows = await Promise.all(
    Array.from({ length: ENDPOINTS }, async (_, index) => {
      const id = uuidv7(now.getTime());
      const { stored } = await sealSecret(box, { guildId: GUILD, id, now });
      const url = await sealUrl(box, GUILD, id, `${sinkUrl}/${index}`);
      return { id, name: `Endpoint ${index}`, url, lane: httpLane(id), secrets: [stored] };
    }),
  );
  await sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events, secrets, state,
      state_at, created_by, created_at, updated_at)
    select id, ${GUILD}, name, 'http', url, '', lane, '["record.*"]', secrets, 'enabled', now(), 'system:bench', now(), now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, name text, url text, lane text, secrets jsonb)`;
}

/** Writes the signals as if a minute old and lets the cron find them; gives when it began. */
async function announce(sql: Sql, tick: () => Promise<void>): Promise<number> {
  const data = JSON.stringify({ record: { title: 'Left flipper stays up', kind: 'problem' } });
  const ids = JSON.stringify(Array.from({ length: EVENTS }, () => uuidv7(Date.now())));
  await sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
    select value::uuid, ${GUILD}, 'record.created', 'record:1', ${data}::jsonb, 'system:bench', 'job', 'bench', now() - interval '1 minute'
    from jsonb_array_elements_text(${ids}::jsonb)`;
  const start = performance.now();
  await tick();
  return start;
}

const BARE = `export default {
  async fetch(request, env) {
    const { url, endpoints, events } = await request.json();
    for (let event = 0; event < events; event++) {
      const all = Array.from({ length: endpoints }, (_, index) => ({ body: { url: url + '/' + index, id: event } }));
      for (let at = 0; at < all.length; at += 100) await env.QUEUE.sendBatch(all.slice(at, at + 100));
    }
    return new Response('ok');
  },
  async queue(batch) {
    await Promise.all(batch.messages.map(async ({ body }) => {
      await fetch(body.url, { method: 'POST', headers: { 'webhook-id': String(body.id) }, body: '{"type":"record.created"}' });
    }));
  },
};`;

/** The least that a queue consumer can do: no database, no signature, no log, no retries. */
async function runBare(): Promise<number> {
  const sink = await startSink(false);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'bare',
      host: '127.0.0.1',
      port: 0,
      cf: false,
      modules: [{ type: 'ESModule', path: 'bare.js', contents: BARE }],
      compatibilityDate: '2026-11-09',
      queueProducers: { QUEUE: 'bare' },
      queueConsumers: { bare: { maxBatchSize: 10, maxBatchTimeout: 0, maxRetries: 0 } },
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  try {
    const url = await miniflare.ready;
    const start = performance.now();
    await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ url: sink.url, endpoints: ENDPOINTS, events: EVENTS }),
    });
    await until(() => countOf(sink, () => true) >= ENDPOINTS * EVENTS, 'bare deliveries');
    return (ENDPOINTS * EVENTS) / ((performance.now() - start) / 1_000);
  } finally {
    await miniflare.dispose();
    await sink.close();
  }
}

/** 10,000 deliveries to 200 endpoints through the real queue, beside a bare consumer, and beside bad endpoints. */
export async function measureFanOut(say: (line: string) => void): Promise<FanOutResult> {
  say('fan-out: a bare queue consumer');
  const barePerSecond = await runBare();
  say('fan-out: all endpoints healthy');
  const healthy = await runOurs(false);
  say('fan-out: 5 % failing, 5 % slow');
  const mixed = await runOurs(true);
  return {
    deliveries: ENDPOINTS * EVENTS,
    perSecond: healthy.perSecond,
    barePerSecond,
    ratio: healthy.perSecond / barePerSecond,
    healthyP95Ms: healthy.p95Ms,
    healthyP95BesideBadMs: mixed.p95Ms,
    lost: healthy.lost + mixed.lost,
    repeated: healthy.repeated + mixed.repeated,
  };
}

/** The figures in words. */
export function reportFanOut(result: FanOutResult): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  return [
    `Webhooks: ${whole(result.deliveries)} deliveries to ${ENDPOINTS} endpoints`,
    `  signed, logged and stored: ${whole(result.perSecond)}/s; bare consumer that only posts: ${whole(result.barePerSecond)}/s; ratio ${result.ratio.toFixed(2)}`,
    `  95 % of what healthy endpoints get has arrived after ${whole(result.healthyP95Ms)} ms; beside 5 % failing and 5 % slow after ${whole(result.healthyP95BesideBadMs)} ms`,
    `  lost ${result.lost}, arrived twice ${result.repeated}`,
  ].join('\n');
}

if (import.meta.main) console.log(reportFanOut(await measureFanOut((line) => console.error(line))));
