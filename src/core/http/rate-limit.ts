import type { RateLimitBinding } from '../env.ts';
import { RateLimitedError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import type { Runtime } from '../runtime.ts';
import { EVENTS_PATH } from '../webhook-events/path.ts';

/** Requests in a window of seconds, as wrangler.toml has them; a test compares. */
export const RATE_LIMITS = {
  /** One API key. */
  key: { limit: 100, period: 10 },
  /** One address without a key: pages, the reference, refused keys. */
  ip: { limit: 100, period: 10 },
  /** One address at the sign-in. */
  signIn: { limit: 20, period: 60 },
} as const;
export type RateLimitName = keyof typeof RATE_LIMITS;

/** `RateLimit-Policy` as the IETF's draft has it; the platform does not tell how many are left. */
export const ratePolicy = (name: RateLimitName): string =>
  `"${name}";q=${RATE_LIMITS[name].limit};w=${RATE_LIMITS[name].period}`;

/** Which limit a request falls under, and what is counted. Keys are counted by their hash, before they are looked up. */
export async function limitOf(
  request: Request,
  path: string,
): Promise<{ name: RateLimitName; subject: string } | undefined> {
  // Monitors ask often and files are cheap; Discord's own requests are told apart by their signature.
  if (path === '/health' || path === EVENTS_PATH || path.startsWith('/assets/')) return undefined;
  const key = keyOf(request);
  if (key && path.startsWith('/api/')) return { name: 'key', subject: (await sha256Hex(key)).slice(0, 32) };
  const address = addressOf(request);
  return { name: path.startsWith('/auth') ? 'signIn' : 'ip', subject: address };
}

/**
 * Counts one request, and throws RateLimitedError when there were too many. The platform counts per location and
 * roughly; when it can't count, the request goes through.
 */
export async function countRequest(runtime: Runtime, name: RateLimitName, subject: string): Promise<void> {
  const binding: RateLimitBinding | undefined = runtime.config.rateLimits[name];
  if (!binding) return;
  let success = true;
  try {
    ({ success } = await binding.limit({ key: subject }));
  } catch (error) {
    runtime.log.warn('rate limit could not be counted', { name, error });
  }
  if (success) return;
  const { limit, period } = RATE_LIMITS[name];
  throw new RateLimitedError(
    `More than ${limit} requests in ${period} seconds. Wait ${period} seconds, then go on more slowly.`,
    period * 1_000,
    ratePolicy(name),
  );
}

/** Counts a key that was refused by the address that sent it, so that trying many keys does not pay. */
export async function countRefusedKey(runtime: Runtime, request: Request): Promise<void> {
  // Without a key the address was counted at the door.
  if (keyOf(request)) await countRequest(runtime, 'ip', addressOf(request));
}

const keyOf = (request: Request): string | undefined =>
  /^Bearer (\S{1,200})$/.exec(request.headers.get('authorization') ?? '')?.[1];

/** Cloudflare's own word for who asks; nobody outside can set it. */
const addressOf = (request: Request): string => request.headers.get('cf-connecting-ip') ?? 'unknown';
