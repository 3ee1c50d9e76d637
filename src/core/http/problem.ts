import * as v from 'valibot';
import { DiscordError, explainDiscordError } from '../../discord/errors.ts';
import { isDatabaseDown, postgresError } from '../database/postgres-error.ts';
import {
  ConflictError,
  GuildhallError,
  InputError,
  MethodError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
} from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** An error as the API tells it. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const ProblemSchema = v.object({
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  code: v.pipe(v.string(), v.description('Stable, for programs.')),
  detail: v.pipe(v.string(), v.description('For people: what is wrong and what to do.')),
  requestId: v.pipe(v.string(), v.description('To be named when you ask for help.')),
  retryable: v.pipe(v.boolean(), v.description('Whether doing the same again later can succeed.')),
  fields: v.optional(
    v.pipe(v.record(v.string(), v.string()), v.description('Path of the field → what is wrong with it.')),
  ),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;

/** Seconds to wait when nothing better is known. */
const WAIT_SECONDS = 30;

export function problemFrom(error: unknown, requestId: string): Problem {
  const known = asGuildhallError(error);
  if (known) {
    const { status, code, message: detail, retryable } = known;
    const fields =
      known instanceof InputError && Object.keys(known.fields).length > 0 ? { fields: known.fields } : {};
    return { title: titles[status] ?? 'Error', status, code, detail, requestId, retryable, ...fields };
  }
  const detail = `Something broke on our side. Report it with the request id ${requestId}.`;
  return { title: 'Internal error', status: 500, code: 'internal', detail, requestId, retryable: true };
}

/** The problem document with the headers that belong to its status. Unknown errors are logged, never shown. */
export function problemResponse(
  error: unknown,
  runtime: Runtime,
  about: { requestId: string; route: string },
): Response {
  const problem = problemFrom(error, about.requestId);
  if (problem.status >= 500 || !(error instanceof GuildhallError)) {
    runtime.log[problem.status >= 500 ? 'error' : 'warn']('request failed', { ...about, error });
  }
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': about.requestId,
      ...headersOf(asGuildhallError(error) ?? error, problem),
    },
  });
}

function headersOf(error: unknown, problem: Problem): Record<string, string> {
  if (error instanceof MethodError) return { allow: error.allow.join(', ') };
  if (error instanceof UnauthenticatedError) return { 'www-authenticate': 'Bearer realm="guildhall"' };
  if (error instanceof RateLimitedError) {
    const seconds = String(Math.ceil(error.retryAfterMs / 1_000));
    const name = error.policy.split(';')[0];
    return {
      'retry-after': seconds,
      ratelimit: `${name};r=0;t=${seconds}`,
      'ratelimit-policy': error.policy,
    };
  }
  if (problem.code === 'in_flight') return { 'retry-after': '2' };
  if (problem.status !== 503) return {};
  const told = error instanceof UnavailableError ? error.retryAfterMs : undefined;
  return { 'retry-after': String(told ? Math.ceil(told / 1_000) : WAIT_SECONDS) };
}

function asGuildhallError(error: unknown): GuildhallError | undefined {
  if (error instanceof GuildhallError) return error;
  if (isDatabaseDown(error))
    return new UnavailableError('The database is not answering just now. Try again in a minute.');
  if (error instanceof DiscordError) {
    const sentence = explainDiscordError(error);
    return error.retryable ? new UnavailableError(sentence) : new ConflictError('discord', sentence);
  }
  // Class 22 is data that Postgres can't hold, such as a number out of its range; the schemas should have said so.
  if (postgresError(error)?.code?.startsWith('22'))
    return new InputError('A value is out of range. Check numbers, dates and ids.');
  return undefined;
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  429: 'Too many requests',
  503: 'Unavailable',
};
