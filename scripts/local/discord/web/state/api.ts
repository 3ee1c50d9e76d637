import { get } from './store.ts';

/** An answer other than 2xx, with Discord's own `code` and the first named field error. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number | undefined;
  constructor(status: number, body: unknown) {
    const data = (body ?? {}) as { message?: string; code?: number; errors?: unknown };
    const detail = firstFieldError(data.errors, []);
    super([data.message ?? `HTTP ${status}`, detail].filter(Boolean).join(' – '));
    this.status = status;
    this.code = data.code;
  }
}

function firstFieldError(node: unknown, path: string[]): string | null {
  if (!node || typeof node !== 'object') return null;
  for (const [key, value] of Object.entries(node)) {
    if (key === '_errors' && Array.isArray(value))
      return `${path.join('.')}: ${value[0]?.message ?? 'invalid'}`;
    const deeper = firstFieldError(value, [...path, key]);
    if (deeper) return deeper;
  }
  return null;
}

export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const form = body instanceof FormData;
  const answer = await fetch(`/_client${path}`, {
    method,
    headers: {
      ...(get().me ? { 'X-User-Id': get().me } : {}),
      ...(body !== undefined && !form ? { 'Content-Type': 'application/json' } : {}),
    },
    body: body === undefined ? undefined : form ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  let data: unknown = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = { message: text.slice(0, 200) };
  }
  if (!answer.ok) throw new ApiError(answer.status, data);
  return data as T;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const discordEpoch = 1420070400000n;
let last = 0n;
/** A snowflake made here, used as nonce: unique in this tab and ordered by time. */
export function snowflake(at = Date.now()): string {
  let id = (BigInt(at) - discordEpoch) << 22n;
  if (id <= last) id = last + 1n;
  last = id;
  return id.toString();
}
export const timeOf = (id: string): number => Number((BigInt(id) >> 22n) + discordEpoch);
/** Orders snowflakes without BigInt: shorter is older, then by digits. */
export const compareIds = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
