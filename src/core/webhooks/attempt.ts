import type { deliveries } from '../tables.ts';
import type { Outcome } from './retry-schedule.ts';
import type { Endpoint } from './tables.ts';

export type Delivery = typeof deliveries.$inferSelect;

/** A delivery that is due, with the endpoint that it is for; a notice has none. */
export interface Due {
  delivery: Delivery;
  endpoint: Endpoint | null;
}

/** One try as the log keeps it. */
export interface Attempt {
  at: Date;
  durationMs: number;
  outcome: Outcome;
  /** The address without what is secret in it. */
  target: string;
  requestHeaders: Record<string, string>;
  status?: number | undefined;
  responseHeaders?: Record<string, string> | undefined;
  responseBody?: string | undefined;
}

/** Headers that help to understand an answer; others may carry cookies and are not kept. */
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'retry-after',
  'location',
  'server',
  'date',
  'x-request-id',
];

export function keptHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value.slice(0, 300)]];
    }),
  );
}
