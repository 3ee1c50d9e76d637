import { type Actor, actorLabel } from '../access/actor.ts';
import { type ActionContext, createContext } from '../context.ts';
import { ConflictError, NotAcceptableError, UnauthenticatedError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import type { Runtime } from '../runtime.ts';
import type { StoredSettings } from '../settings/store.ts';
import { authenticateKey } from './authenticate-key.ts';
import {
  claimKey,
  endLease,
  inFlight,
  type KeyedRequest,
  LEASE_LOST,
  readIdempotencyKey,
  releaseKey,
  type StoredAnswer,
  storeAnswer,
  witnessOf,
} from './idempotency.ts';
import { countRefusedKey } from './rate-limit.ts';
import { readBody, readQuery, refuseBadText } from './read-input.ts';
import { Answer, type ApiRoute, isReading, type RouteCall } from './route.ts';

/** What a request brings along besides itself. */
export interface Arrival {
  runtime: Runtime;
  requestId: string;
}

/** Answers one request to a route: who asks, may they, is it well-formed; then the action, once for each key. */
export async function serveRoute(
  route: ApiRoute,
  request: Request,
  params: Record<string, string>,
  arrival: Arrival,
): Promise<Response> {
  requireJsonAccepted(request.headers.get('accept'));
  refuseBadText(params);
  const { guildId = '', ...rest } = params;
  const known = await authenticate(request, guildId, arrival);
  const held: { keyed?: KeyedRequest; lease?: string } = {};
  const ctx = openRouteContext(arrival, guildId, known, held);
  await ctx.require(route.access, isReading(route) ? 'read' : 'write');

  const query = readQuery(route.query, new URL(request.url));
  const body = route.body ? await readBody(route.body, request, route.bodyOptional) : { text: '', value: {} };
  const given = route.method === 'POST' ? readIdempotencyKey(request.headers.get('idempotency-key')) : null;
  const originKey = given === null ? null : `api:${actorId(ctx.actor)}:${given}`;
  const call: RouteCall = { ctx, params: rest, query, body: body.value, originKey };
  if (given === null) return toResponse(await run(route, call));

  const { pathname } = new URL(request.url);
  const requestHash = await sha256Hex(`${route.method} ${pathname}\n${body.text}`);
  held.keyed = { guildId, actor: actorLabel(ctx.actor), key: given, requestHash };
  return runOnce(route, call, held.keyed, held);
}

async function authenticate(request: Request, guildId: string, { runtime }: Arrival) {
  try {
    return await authenticateKey(runtime, request.headers.get('authorization') ?? undefined, guildId);
  } catch (error) {
    // Whoever tries keys is counted by address, however many keys there are.
    if (error instanceof UnauthenticatedError) await countRefusedKey(runtime, request);
    throw error;
  }
}

function openRouteContext(
  { runtime, requestId }: Arrival,
  guildId: string,
  known: { actor: Actor; stored: StoredSettings },
  held: { keyed?: KeyedRequest; lease?: string },
): ActionContext {
  const witness = ({ db }: ActionContext) =>
    held.keyed && held.lease ? witnessOf(db, held.keyed, held.lease) : undefined;
  return createContext(runtime, { ...known, guildId, requestId, source: 'api', witness });
}

async function runOnce(
  route: ApiRoute,
  call: RouteCall,
  keyed: KeyedRequest,
  held: { lease?: string },
): Promise<Response> {
  const { ctx } = call;
  const claim = await claimKey(ctx.db, keyed, ctx.now(), route.repeatable);
  if (claim.kind === 'answered') return respond(claim.answer, { 'idempotency-replayed': 'true' });
  const { lease } = claim;
  if (!route.repeatable) held.lease = lease;
  try {
    const answer = await run(route, call);
    if (!route.repeatable) {
      const kept = route.secretAnswer
        ? endLease(ctx.db, keyed, lease, ctx.now())
        : storeAnswer(ctx.db, keyed, lease, answer);
      ctx.runtime.defer(kept);
    }
    return toResponse(answer);
  } catch (error) {
    if (error instanceof ConflictError && error.reason === LEASE_LOST) throw inFlight();
    await releaseKey(ctx.db, keyed, lease).catch((failure: unknown) =>
      ctx.log.warn('an Idempotency-Key could not be released', { error: failure }),
    );
    throw error;
  }
}

async function run(route: ApiRoute, call: RouteCall): Promise<StoredAnswer> {
  const result = await route.handle(call);
  const answer =
    result instanceof Answer ? result : new Answer(Number(Object.keys(route.answers)[0]), result);
  return {
    status: answer.status,
    headers: answer.headers,
    body: route.answers[answer.status] ? JSON.stringify(answer.body) : '',
  };
}

const toResponse = (answer: StoredAnswer): Response => respond(answer, {});

function respond({ status, headers, body }: StoredAnswer, more: Record<string, string>): Response {
  const type: Record<string, string> = body === '' ? {} : { 'content-type': 'application/json' };
  return new Response(body === '' ? null : body, {
    status,
    headers: { ...type, 'cache-control': 'no-store', ...headers, ...more },
  });
}

const actorId = (actor: Actor): string => (actor.kind === 'key' ? actor.id : actor.kind);

/** Everything is answered in JSON; who can't take that is told before anything is done. */
function requireJsonAccepted(accept: string | null): void {
  const takes = (accept ?? '*/*')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .some(
      (part) =>
        /^(?:\*\/\*|application\/(?:\*|json|[\w.-]+\+json))(?:;|$)/.test(part) &&
        !/;\s*q=0(?:\.0*)?$/.test(part),
    );
  if (!takes) throw new NotAcceptableError('Answers are JSON. Accept application/json.');
}
