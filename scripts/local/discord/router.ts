import { refusal } from './errors.ts';
import type { HttpRequest, UploadedFile } from './http.ts';
import type { LocalState } from './state.ts';
import type { World } from './world.ts';

/** Who calls: the bot, somebody's bearer token, or nobody. */
export type Caller =
  | { kind: 'bot'; userId: string }
  | { kind: 'bearer'; userId: string | null; scopes: string[] }
  | { kind: 'none' };

export interface RouteContext {
  world: World;
  state: LocalState;
  request: HttpRequest;
  caller: Caller;
  /** The bot's or the bearer's user id; '' without a token. */
  userId: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  files: UploadedFile[];
  /** X-Audit-Log-Reason, decoded. */
  reason: string | null;
}

/** An answer with a status of its own; handlers otherwise return a body (200) or undefined (204). */
export class Answer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body?: unknown) {
    this.status = status;
    this.body = body;
  }
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** bot: bot token · user: bearer · token: either · open: the path itself carries the secret, or nothing is secret. */
  auth: 'bot' | 'user' | 'token' | 'open';
  handle(context: RouteContext): unknown;
}

interface Compiled extends Route {
  segments: string[];
  wildcards: number;
}

export class Router {
  private readonly routes: Compiled[];

  constructor(routes: Route[]) {
    this.routes = routes
      .map((route) => {
        const segments = route.path.split('/').slice(1);
        return { ...route, segments, wildcards: segments.filter((part) => part.startsWith(':')).length };
      })
      // Literal paths win over parameters: `@me` before `:user`.
      .sort((a, b) => a.wildcards - b.wildcards);
  }

  /** The route and its decoded parameters; `undefined` when no path fits, `'method'` when only the method is wrong. */
  find(
    method: string,
    path: string,
  ): { route: Route; params: Record<string, string> } | 'method' | undefined {
    const parts = path.split('/').slice(1);
    let fits = false;
    for (const route of this.routes) {
      if (route.segments.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const matches = route.segments.every((segment, index) => {
        const part = parts[index] ?? '';
        if (!segment.startsWith(':')) return segment === part;
        params[segment.slice(1)] = decode(part);
        return part !== '';
      });
      if (!matches) continue;
      fits = true;
      if (route.method === method) return { route, params };
    }
    return fits ? 'method' : undefined;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A required path parameter. */
export function param(context: RouteContext, name: string): string {
  const value = context.params[name];
  if (value === undefined) throw refusal(10003);
  return value;
}
