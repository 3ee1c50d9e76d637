import { createHash } from 'node:crypto';

interface Rule {
  limit: number;
  windowMs: number;
}

/** Discord publishes no numbers; these are what its headers have long shown. Others get the last rule. */
const RULES: [method: RegExp, path: RegExp, rule: Rule][] = [
  [/POST/, /^\/channels\/:channel\/messages$/, { limit: 5, windowMs: 5000 }],
  [/PATCH/, /^\/channels\/:channel\/messages\/:message$/, { limit: 5, windowMs: 5000 }],
  [/DELETE/, /^\/channels\/:channel\/messages\/:message$/, { limit: 5, windowMs: 1000 }],
  [/PUT|DELETE/, /\/reactions\//, { limit: 1, windowMs: 250 }],
  [/GET/, /^\/channels\/:channel\/messages/, { limit: 10, windowMs: 5000 }],
  [/POST|PATCH|DELETE/, /^\/webhooks\/:webhook\/:token/, { limit: 5, windowMs: 2000 }],
  [/PUT|DELETE/, /^\/guilds\/:guild\/members\/:user\/roles/, { limit: 10, windowMs: 10_000 }],
  [/PUT/, /^\/applications\/:app\/.*commands$/, { limit: 5, windowMs: 20_000 }],
  [/PATCH/, /^\/channels\/:channel$/, { limit: 5, windowMs: 5000 }],
];
const OTHERWISE: Rule = { limit: 40, windowMs: 1000 };

/** 50 requests a second for one bot, over all routes but those that carry an interaction or webhook token. */
const GLOBAL: Rule = { limit: 50, windowMs: 1000 };

interface Window {
  used: number;
  resetAt: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** Seconds to wait; undefined when the request may pass. */
  retryAfter?: number;
  global?: boolean;
}

/** Fixed windows per bucket and major parameter, by the local clock. */
export class RateLimits {
  enabled = true;
  private readonly windows = new Map<string, Window>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  reset(): void {
    this.windows.clear();
  }

  take(method: string, path: string, params: Record<string, string>, counted: boolean): Verdict {
    // Acknowledging an interaction is never limited.
    if (!this.enabled || path.startsWith('/interactions/')) return { headers: {} };
    if (counted) {
      const wait = this.use('global', GLOBAL);
      if (wait.retryAfter !== undefined) {
        return {
          retryAfter: wait.retryAfter,
          global: true,
          headers: {
            'x-ratelimit-global': 'true',
            'x-ratelimit-scope': 'global',
            ...retryHeader(wait.retryAfter),
          },
        };
      }
    }
    const rule = RULES.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2] ?? OTHERWISE;
    const bucket = createHash('sha256').update(`${method} ${path}`).digest('hex').slice(0, 32);
    const major = params.webhook
      ? `${params.webhook}:${params.token ?? ''}`
      : (params.channel ?? params.guild ?? '');
    const { window, retryAfter } = this.use(`${bucket}:${major}`, rule);
    const headers: Record<string, string> = {
      'x-ratelimit-limit': String(rule.limit),
      'x-ratelimit-remaining': String(Math.max(0, rule.limit - window.used)),
      'x-ratelimit-reset': (window.resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': (Math.max(0, window.resetAt - this.now()) / 1000).toFixed(3),
      'x-ratelimit-bucket': bucket,
    };
    if (retryAfter === undefined) return { headers };
    return { headers: { ...headers, 'x-ratelimit-scope': 'user', ...retryHeader(retryAfter) }, retryAfter };
  }

  private use(key: string, rule: Rule): { window: Window; retryAfter?: number } {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.resetAt <= now) {
      window = { used: 0, resetAt: now + rule.windowMs };
      this.windows.set(key, window);
    }
    if (window.used >= rule.limit) return { window, retryAfter: (window.resetAt - now) / 1000 };
    window.used += 1;
    return { window };
  }
}

function retryHeader(seconds: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
}
