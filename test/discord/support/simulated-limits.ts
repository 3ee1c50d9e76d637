import type { EventClock } from './manual-clock.ts';

interface Window {
  used: number;
  resetAt: number;
}

export interface SimulatedRoute {
  hash: string;
  /** Calls per window. */
  limit: number;
  windowMs: number;
}

/**
 * Discord's rate limits as a fetch function in simulated time: fixed windows by bucket and major parameter that
 * open with their first call, and fifty calls in any second over everything that carries the bot token.
 */
export function simulateLimits(
  clock: EventClock,
  routeFor: (path: string) => { route: SimulatedRoute | null; major: string },
  random: () => number,
) {
  const windows = new Map<string, Window>();
  const counted: number[] = [];
  const stats = { calls: 0, refused: 0, mostInOneSecond: 0 };

  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = new URL(String(input)).pathname.replace('/api/v10', '');
    const exempt = !new Headers(init?.headers).has('Authorization');
    await clock.sleep(Math.floor(5 + random() * 250)); // on the way there, in no fixed order
    const answer = handle(path, exempt);
    await clock.sleep(Math.floor(5 + random() * 250)); // and back
    return answer;
  };

  function handle(path: string, exempt: boolean): Response {
    const now = clock.now();
    stats.calls += 1;
    if (!exempt) {
      counted.push(now);
      while ((counted[0] ?? now) <= now - 1_000) counted.shift();
      stats.mostInOneSecond = Math.max(stats.mostInOneSecond, counted.length);
      if (counted.length > 50) return refuse(1, { 'X-RateLimit-Global': 'true' });
    }
    const { route, major } = routeFor(path);
    if (!route) return Response.json({});
    const key = `${route.hash} ${major}`;
    let window = windows.get(key);
    if (!window || now >= window.resetAt) {
      window = { used: 0, resetAt: now + route.windowMs };
      windows.set(key, window);
    }
    const headers = {
      'X-RateLimit-Bucket': route.hash,
      'X-RateLimit-Limit': String(route.limit),
      'X-RateLimit-Remaining': String(Math.max(0, route.limit - window.used - 1)),
      'X-RateLimit-Reset': (window.resetAt / 1_000).toFixed(3),
      'X-RateLimit-Reset-After': ((window.resetAt - now) / 1_000).toFixed(3),
    };
    if (window.used >= route.limit) {
      return refuse((window.resetAt - now) / 1_000, { ...headers, 'X-RateLimit-Scope': 'user' });
    }
    window.used += 1;
    return Response.json({}, { headers });
  }

  function refuse(seconds: number, headers: Record<string, string>): Response {
    stats.refused += 1;
    const global = headers['X-RateLimit-Global'] === 'true';
    return Response.json(
      { message: 'You are being rate limited.', retry_after: seconds, global },
      { status: 429, headers },
    );
  }

  return { fetch, stats };
}
