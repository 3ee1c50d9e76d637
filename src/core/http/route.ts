import type * as v from 'valibot';
import type { ActionContext } from '../context.ts';
import type { Permission } from '../feature.ts';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** An object schema of whatever fields; each route's own types are inferred from its own schema. */
export type ObjectSchema = v.GenericSchema<unknown, Record<string, unknown>>;

/**
 * One route of the API, as a value: the router, the reference at `/api/docs` and the shared tests are made from it.
 * Paths stand below `/api/v1/guilds/:guildId`.
 */
export interface ApiRoute {
  method: HttpMethod;
  path: string;
  /** A few words, in the imperative. */
  summary: string;
  /** What the summary leaves out, in whole sentences. */
  description?: string;
  /** Scope that a key needs; also checked by the action behind it. */
  access: Permission;
  /** What stands for `:name` in the path. */
  params: Record<string, string>;
  query?: ObjectSchema;
  body?: ObjectSchema;
  /** Whether the body may be left out. */
  bodyOptional: boolean;
  /** What a program may send, to be shown; a test sends it. */
  example?: Record<string, unknown>;
  /** Schema by status of success; the lowest is what a plain return value means. `null`: no body. */
  answers: Record<number, v.GenericSchema | null>;
  /** Errors that only this route has, by status. Those that every route can have are known. */
  errors: Record<number, string>;
  /**
   * True when the action itself knows an Idempotency-Key again, for good: repeats then reach it and get what was made
   * the first time, instead of a stored answer.
   */
  repeatable: boolean;
  /** True when the answer holds a secret, which then is not kept for repeats: they are told that it was done. */
  secretAnswer: boolean;
  handle(call: RouteCall): Promise<unknown>;
}

/** One request that is authenticated, allowed and parsed. */
export interface RouteCall<Query = Record<string, unknown>, Body = Record<string, unknown>> {
  ctx: ActionContext;
  params: Record<string, string>;
  query: Query;
  body: Body;
  /** The `Idempotency-Key`, bound to the key that sent it. */
  originKey: string | null;
}

/** An answer with another status than the lowest, or with headers. */
export class Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

type Parsed<S> = S extends v.GenericSchema ? v.InferOutput<S> : Record<string, never>;

interface RouteInput<Q extends ObjectSchema | undefined, B extends ObjectSchema | undefined>
  extends Omit<
    ApiRoute,
    | 'query'
    | 'body'
    | 'handle'
    | 'params'
    | 'errors'
    | 'repeatable'
    | 'secretAnswer'
    | 'bodyOptional'
    | 'example'
  > {
  params?: Record<string, string>;
  errors?: Record<number, string>;
  repeatable?: boolean;
  secretAnswer?: boolean;
  bodyOptional?: boolean;
  query?: Q;
  body?: B;
  example?: B extends v.GenericSchema ? v.InferInput<B> : never;
  handle(call: RouteCall<Parsed<Q>, Parsed<B>>): Promise<unknown>;
}

/** Declares a route; `handle` gets query and body as their schemas type them. */
export function defineRoute<
  Q extends ObjectSchema | undefined = undefined,
  B extends ObjectSchema | undefined = undefined,
>(route: RouteInput<Q, B>): ApiRoute {
  // Safe because the router parses query and body with the very schemas that typed the handler.
  const defaults = { params: {}, errors: {}, repeatable: false, secretAnswer: false, bodyOptional: false };
  return { ...defaults, ...route } as unknown as ApiRoute;
}

/** What a route does to the guild: reading goes on while a feature is read-only. */
export const isReading = (route: Pick<ApiRoute, 'method'>): boolean => route.method === 'GET';
