import type { R2Bucket } from '@cloudflare/workers-types';

/** Queue, bucket and secret bindings as wrangler.toml and the secrets name them. */
export interface Env {
  JOBS: QueueBinding;
  DELIVERIES: QueueBinding;
  /** What Discord tells over the gateway; see gateway/handle-event.ts. */
  GATEWAY_EVENTS: QueueBinding;
  FILES: R2Bucket;
  /** One Durable Object for each destination; see webhooks/destination-lane.ts. */
  LANES: LaneNamespace;
  /** One Durable Object for each guild's live stream; see live/live-feed.ts. Without it nothing is told live. */
  LIVE?: LiveNamespace;
  /** One object for each connection to Discord's gateway, and one that minds them; see gateway/. */
  GATEWAY_SHARD?: DurableObjects;
  GATEWAY_COORDINATOR?: DurableObjects;
  DISCORD_API_URL?: string;
  DISCORD_PUBLIC_KEY?: string;
  DISCORD_APPLICATION_ID?: string;
  DISCORD_TOKEN?: string;
  DISCORD_CLIENT_SECRET?: string;
  /** `off`: no connection to the gateway; commands and buttons work without. */
  DISCORD_GATEWAY?: string;
  /** How many connections to open; as many as Discord recommends unless set. */
  DISCORD_SHARDS?: string;
  DATABASE_URL?: string;
  DATABASE_HTTP_URL?: string;
  ANTHROPIC_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  ANTHROPIC_MODEL?: string;
  ANTHROPIC_MAX_TOKENS?: string;
  PUBLIC_URL?: string;
  ENCRYPTION_KEYS?: string;
  /** `1`: nothing can be changed anywhere, what is queued waits. */
  READ_ONLY?: string;
  /** Absent where the platform has none; then nothing is limited. */
  RATE_KEY?: RateLimitBinding;
  RATE_IP?: RateLimitBinding;
  RATE_SIGN_IN?: RateLimitBinding;
  DNS_URL?: string;
}

/** @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/ */
export interface RateLimitBinding {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

export interface QueueBinding {
  send(message: unknown, options?: { delaySeconds?: number }): Promise<unknown>;
  sendBatch(
    messages: Iterable<{ body: unknown; delaySeconds?: number; contentType?: string }>,
  ): Promise<unknown>;
}

/** A class of Durable Objects, by name. */
export interface DurableObjects {
  idFromName(name: string): unknown;
  get(
    id: unknown,
    options?: { locationHint?: string },
  ): { fetch(url: string, init: { method: string; body: string }): Promise<Response> };
}

export interface LaneNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): {
    fetch(url: string, init: { method: string; body: string }): Promise<{ ok: boolean; status: number }>;
  };
}

export interface LiveNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): {
    fetch(
      url: string,
      init: { method?: string; body?: string; headers?: Record<string, string> },
    ): Promise<Response>;
  };
}

export interface GatewayConfig {
  shard: DurableObjects;
  coordinator: DurableObjects;
  isOff: boolean;
  /** Undefined for as many as Discord recommends. */
  shards: number | undefined;
}

/** The configuration as the rest of the code sees it. An absent part is `undefined`, never an empty string. */
export interface Config {
  discord: {
    apiUrl: string;
    publicKey: string | undefined;
    applicationId: string | undefined;
    token: string | undefined;
    clientSecret: string | undefined;
  };
  database: { url: string; httpUrl: string | undefined } | undefined;
  anthropic: {
    apiKey: string | undefined;
    baseUrl: string | undefined;
    model: string;
    maxTokens: number;
  };
  publicUrl: string | undefined;
  encryptionKeys: string | undefined;
  jobs: QueueBinding;
  deliveries: QueueBinding;
  gatewayEvents: QueueBinding;
  /** Absent where the Worker has no objects for it. */
  gateway: GatewayConfig | undefined;
  files: R2Bucket;
  readOnly: boolean;
  rateLimits: Record<'key' | 'ip' | 'signIn', RateLimitBinding | undefined>;
  lanes: LaneNamespace;
  live: LiveNamespace | undefined;
  /** Answers DNS over HTTPS in JSON. */
  dnsUrl: string;
}

/** The cheapest current model that reads images; see the price table in src/ai/prices.ts. */
const DEFAULT_MODEL = 'claude-haiku-5-5';
/** Room for five suggestions and the thinking before them. */
const DEFAULT_MAX_TOKENS = 4096;

/** How Claude is reached; the Worker and the scripts read it alike. */
export const readAnthropic = (env: Pick<Env, AnthropicName>): Config['anthropic'] => ({
  apiKey: env.ANTHROPIC_API_KEY || undefined,
  baseUrl: env.ANTHROPIC_BASE_URL || undefined,
  model: env.ANTHROPIC_MODEL || DEFAULT_MODEL,
  maxTokens: Number(env.ANTHROPIC_MAX_TOKENS) || DEFAULT_MAX_TOKENS,
});
type AnthropicName = 'ANTHROPIC_API_KEY' | 'ANTHROPIC_BASE_URL' | 'ANTHROPIC_MODEL' | 'ANTHROPIC_MAX_TOKENS';

/** Reads the bindings once per event. Never throws: what is missing is reported by `/health` and `npm run doctor`. */
export function readConfig(env: Env): Config {
  const url = env.DATABASE_URL || undefined;
  return {
    discord: {
      apiUrl: env.DISCORD_API_URL || 'https://discord.com/api',
      publicKey: env.DISCORD_PUBLIC_KEY || undefined,
      applicationId: env.DISCORD_APPLICATION_ID || undefined,
      token: env.DISCORD_TOKEN || undefined,
      clientSecret: env.DISCORD_CLIENT_SECRET || undefined,
    },
    database: url ? { url, httpUrl: env.DATABASE_HTTP_URL || undefined } : undefined,
    anthropic: readAnthropic(env),
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, '') || undefined,
    encryptionKeys: env.ENCRYPTION_KEYS || undefined,
    jobs: env.JOBS,
    deliveries: env.DELIVERIES,
    gatewayEvents: env.GATEWAY_EVENTS,
    gateway: gatewayConfig(env),
    files: env.FILES,
    readOnly: env.READ_ONLY === '1' || env.READ_ONLY === 'true',
    rateLimits: { key: env.RATE_KEY, ip: env.RATE_IP, signIn: env.RATE_SIGN_IN },
    lanes: env.LANES,
    live: env.LIVE,
    dnsUrl: env.DNS_URL || 'https://cloudflare-dns.com/dns-query',
  };
}

function gatewayConfig(env: Env): GatewayConfig | undefined {
  const { GATEWAY_SHARD: shard, GATEWAY_COORDINATOR: coordinator } = env;
  if (!shard || !coordinator) return undefined;
  const shards = Number(env.DISCORD_SHARDS);
  const isCount = Number.isInteger(shards) && shards > 0;
  return { shard, coordinator, isOff: env.DISCORD_GATEWAY === 'off', shards: isCount ? shards : undefined };
}
