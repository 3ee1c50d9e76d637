import type { AccountState } from './state.ts';

/** A call inside the account; `path` has no `/accounts/<id>` before it. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  body: Buffer;
}

/** Answers what stands in `result`. `names` are the groups of the route's pattern. */
export type Handle = (state: AccountState, call: ApiCall, names: string[]) => unknown;
export type Route = [method: string, pattern: RegExp, handle: Handle];

export const json = <T>(call: ApiCall): T => JSON.parse(call.body.toString() || '{}');
