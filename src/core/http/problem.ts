import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isDatabaseDown } from '../database/postgres-error.ts';
import { GuildhallError, InputError, UnavailableError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** An error as the API tells it. @see https://www.rfc-editor.org/rfc/rfc9457 */
export interface Problem {
  title: string;
  status: number;
  /** Stable, for programs. */
  code: string;
  /** A sentence for people. */
  detail: string;
  requestId: string;
  retryable: boolean;
  /** Path of the field → what is wrong with it. */
  fields?: Record<string, string>;
}

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

export function respondWithProblem(
  c: Context,
  error: unknown,
  runtime: Runtime,
  requestId: string,
): Response {
  const problem = problemFrom(error, requestId);
  if (problem.status >= 500)
    runtime.log.error('request failed', { requestId, route: c.req.routePath, error });
  const headers = {
    'content-type': 'application/problem+json',
    ...(problem.status === 503 ? { 'retry-after': '30' } : {}),
  };
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers);
}

function asGuildhallError(error: unknown): GuildhallError | undefined {
  if (error instanceof GuildhallError) return error;
  if (isDatabaseDown(error))
    return new UnavailableError('The database is not answering just now. Try again in a minute.');
  return undefined;
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Invalid input',
  429: 'Too many',
  503: 'Unavailable',
};
