import { DiscordError, plainRefusal, refusal } from './errors.ts';
import { type HttpRequest, type HttpResponse, type ParsedBody, parseBody } from './http.ts';
import { Answer, type Caller, type Route, type RouteContext, Router } from './router.ts';
import { routes } from './routes/index.ts';
import type { LocalState } from './state.ts';
import { isDict } from './validation/check.ts';
import { checkPathIds } from './validation/path-ids.ts';
import type { World } from './world.ts';

const router = new Router(routes);

/** A response, or `'drop'` to close the socket without one. */
export type RestOutcome = HttpResponse | 'drop';

/** Answers one call under `/api`: recorded, scripted answers first, then as Discord would. */
export async function handleRest(world: World, request: HttpRequest): Promise<RestOutcome> {
  const path = request.path.replace(/^\/api(\/v\d+)?/, '') || '/';
  const parsed = await parseBody(request).catch((error: unknown) => error);
  const found = router.find(request.method, path);
  const script = world.scripts.take(request.method, path);
  const call = world.calls.add({
    at: world.state.now(),
    method: request.method,
    path,
    route: typeof found === 'object' ? found.route.path : null,
    query: Object.fromEntries(request.query),
    headers: redact(request.headers),
    body: isParsed(parsed) ? parsed.body : undefined,
    files: isParsed(parsed)
      ? parsed.files.map(({ bytes, ...file }) => ({ ...file, size: bytes.length }))
      : [],
    reason: reasonOf(request),
    status: 0,
    response: null,
  });
  const finish = (response: HttpResponse): HttpResponse => {
    call.status = response.status;
    call.response = response.body ?? null;
    return { ...response, headers: { via: '1.1 google', ...response.headers } };
  };
  if (script?.delayMs) await new Promise((resolve) => setTimeout(resolve, script.delayMs));
  if (script?.drop) return 'drop';
  if (script?.status !== undefined)
    return finish({ status: script.status, body: script.body, headers: script.headers });
  const response = finish(await answer(world, request, path, found, parsed));
  return script?.dropAfter ? 'drop' : { ...response, headers: { ...response.headers, ...script?.headers } };
}

function isParsed(value: unknown): value is ParsedBody {
  return isDict(value) && 'files' in value;
}

function redact(headers: HttpRequest['headers']): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) out[name] = String(value);
  if (out.authorization !== undefined) out.authorization = out.authorization.replace(/ .*/, ' [redacted]');
  return out;
}

function reasonOf(request: HttpRequest): string | null {
  const raw = request.headers['x-audit-log-reason'];
  if (typeof raw !== 'string') return null;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

async function answer(
  world: World,
  request: HttpRequest,
  path: string,
  found: ReturnType<Router['find']>,
  parsed: unknown,
): Promise<HttpResponse> {
  let headers: Record<string, string> = {};
  try {
    const agent = request.headers['user-agent'] ?? '';
    const caller = callerOf(world.state, request);
    const asBot = (request.headers.authorization ?? '').startsWith('Bot ');
    // Cloudflare stands before Discord and turns away what does not name itself.
    if (asBot ? !/^DiscordBot \(.+, .+\)/.test(agent) : agent === '') throw refusal(40333);
    if (found === undefined) throw plainRefusal(404, 'Not Found');
    if (found === 'method') throw plainRefusal(405, 'Method Not Allowed');
    const { route, params } = found;
    requireCaller(route.auth, caller);
    const verdict = world.limits.take(request.method, route.path, params, asBot && route.auth !== 'open');
    headers = verdict.headers;
    if (verdict.retryAfter !== undefined) {
      const body = {
        message: 'You are being rate limited.',
        retry_after: Math.ceil(verdict.retryAfter * 1000) / 1000,
        global: verdict.global ?? false,
      };
      return { status: 429, headers, body };
    }
    checkPathIds(route.path, params);
    if (!isParsed(parsed)) throw parsed;
    const context: RouteContext = {
      world,
      state: world.state,
      request,
      caller,
      userId: caller.kind === 'none' ? '' : (caller.userId ?? ''),
      params,
      query: request.query,
      body: parsed.body,
      files: parsed.files,
      reason: reasonOf(request),
    };
    const result = await route.handle(context);
    if (result instanceof Answer) return { status: result.status, body: result.body, headers };
    return { status: result === undefined ? 204 : 200, body: result, headers };
  } catch (error) {
    return errorResponse(error, headers, path);
  }
}

export function errorResponse(error: unknown, headers: Record<string, string>, path: string): HttpResponse {
  if (error instanceof DiscordError)
    return { status: error.status, body: error.toJSON(), headers: { ...headers, ...error.headers } };
  console.error(`local Discord: ${path} failed`, error);
  return { status: 500, body: plainRefusal(500, 'Internal Server Error').toJSON(), headers };
}

function callerOf(state: LocalState, request: HttpRequest): Caller {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ', 2);
  if (scheme === 'Bot') {
    if (token !== state.data.botToken) throw plainRefusal(401, 'Unauthorized');
    return { kind: 'bot', userId: state.data.botId };
  }
  if (scheme === 'Bearer') {
    const grant = state.data.grants.get(token ?? '');
    if (!grant || grant.expires_at <= state.now()) throw plainRefusal(401, 'Unauthorized');
    return { kind: 'bearer', userId: grant.user_id, scopes: grant.scopes };
  }
  return { kind: 'none' };
}

function requireCaller(auth: Route['auth'], caller: Caller): void {
  if (auth === 'open') return;
  if (caller.kind === 'none') throw plainRefusal(401, 'Unauthorized');
  if (auth === 'bot' && caller.kind !== 'bot') throw plainRefusal(401, 'Unauthorized');
  if (auth === 'user' && caller.kind !== 'bearer') throw refusal(20001);
}
