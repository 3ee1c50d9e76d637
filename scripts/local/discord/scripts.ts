/** What shall happen to the next calls that match, instead of or around the real answer. */
export interface ScriptedAnswer {
  method?: string;
  /** A substring of the path, or a regular expression. */
  path: string;
  /** How often it applies; 1 unless told, 0 = until deleted. */
  times?: number;
  /** With a status the call is answered without being processed. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Real milliseconds before anything else. */
  delayMs?: number;
  /** Close the socket before processing. */
  drop?: boolean;
  /** Process, then close the socket without answering. */
  dropAfter?: boolean;
}

export class ScriptQueue {
  private queue: (ScriptedAnswer & { left: number })[] = [];

  add(script: ScriptedAnswer): void {
    const times = script.times ?? 1;
    this.queue.push({ ...script, left: times === 0 ? Number.POSITIVE_INFINITY : times });
  }

  take(method: string, path: string): ScriptedAnswer | undefined {
    const found = this.queue.find((script) => matches(script, method, path));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.queue = this.queue.filter((script) => script !== found);
    return found;
  }

  list(): ScriptedAnswer[] {
    return this.queue.map(({ left, ...script }) => ({ ...script, times: Number.isFinite(left) ? left : 0 }));
  }

  clear(): void {
    this.queue = [];
  }
}

function matches(script: ScriptedAnswer, method: string, path: string): boolean {
  if (script.method !== undefined && script.method.toUpperCase() !== method) return false;
  if (path.includes(script.path)) return true;
  try {
    return new RegExp(script.path.replace(/^\/(.*)\/$/, '$1')).test(path);
  } catch {
    return false;
  }
}
