/** A day, over all shards. */
const WINDOW_MS = 24 * 60 * 60_000;
const CONCURRENCY_WINDOW_MS = 5000;
const TOTAL = 1000;

export interface SessionStartLimit {
  total: number;
  remaining: number;
  /** Milliseconds until `remaining` is `total` again; 0 before the first identify. */
  reset_after: number;
  max_concurrency: number;
}

/** Counts identifies by the local clock, as `/gateway/bot` tells them. */
export class IdentifyBudget {
  private total = TOTAL;
  private used = 0;
  private resetAt = 0;
  /** When a key of max_concurrency was last used. */
  private readonly lastByKey = new Map<number, number>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  limit(maxConcurrency: number): SessionStartLimit {
    this.turn();
    return {
      total: this.total,
      remaining: Math.max(0, this.total - this.used),
      reset_after: this.used === 0 ? 0 : this.resetAt - this.now(),
      max_concurrency: maxConcurrency,
    };
  }

  /** Counts one identify. `exhausted` is what costs an application its token; `early` came within five seconds of another. */
  take(shardId: number, maxConcurrency: number): 'ok' | 'early' | 'exhausted' {
    this.turn();
    if (this.used >= this.total) return 'exhausted';
    if (this.used === 0) this.resetAt = this.now() + WINDOW_MS;
    this.used += 1;
    const key = shardId % maxConcurrency;
    const last = this.lastByKey.get(key);
    if (last !== undefined && this.now() - last < CONCURRENCY_WINDOW_MS) return 'early';
    this.lastByKey.set(key, this.now());
    return 'ok';
  }

  set(change: { total?: number; remaining?: number; resetAfterMs?: number }): void {
    this.turn();
    if (change.total !== undefined) this.total = change.total;
    if (change.remaining !== undefined) this.used = this.total - change.remaining;
    if (change.resetAfterMs !== undefined || this.resetAt <= this.now())
      this.resetAt = this.now() + (change.resetAfterMs ?? WINDOW_MS);
  }

  reset(): void {
    this.total = TOTAL;
    this.used = 0;
    this.lastByKey.clear();
  }

  private turn(): void {
    if (this.used > 0 && this.resetAt <= this.now()) this.used = 0;
  }
}
