/** One REST call of the application, as recorded for tests and the developer panel. */
export interface RecordedCall {
  id: number;
  /** Local clock, unix ms. */
  at: number;
  method: string;
  /** Without the `/api/v10` prefix. */
  path: string;
  /** The route's pattern, or null when nothing matched. */
  route: string | null;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  files: { field: string; filename: string; content_type: string; size: number }[];
  reason: string | null;
  status: number;
  response: unknown;
}

export interface CallFilter {
  method?: string;
  /** Substring of the path. */
  path?: string;
  /** Only calls with a greater id. */
  since?: number;
}

const KEPT = 5000;

export class CallLog {
  private calls: RecordedCall[] = [];
  private lastId = 0;

  add(call: Omit<RecordedCall, 'id'>): RecordedCall {
    this.lastId += 1;
    const recorded = { id: this.lastId, ...call };
    this.calls.push(recorded);
    if (this.calls.length > KEPT) this.calls.splice(0, this.calls.length - KEPT);
    return recorded;
  }

  list(filter: CallFilter = {}): RecordedCall[] {
    const { method, path, since } = filter;
    return this.calls.filter(
      (call) =>
        (method === undefined || call.method === method.toUpperCase()) &&
        (path === undefined || call.path.includes(path)) &&
        (since === undefined || call.id > since),
    );
  }

  clear(): void {
    this.calls = [];
  }
}
