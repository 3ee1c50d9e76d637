import type { APIInteraction } from 'discord-api-types/v10';
import { parseJson } from '../../discord/parse-json.ts';
import { createVerifier, type Verifier } from '../../discord/verify.ts';
import type { Desk } from '../front.ts';
import type { BaseRuntime } from '../runtime.ts';
import { checkAccess } from './check-access.ts';
import type { Interaction } from './interaction.ts';
import { messagePayload } from './message-payload.ts';
import { type Arrival, isInteraction, openInteraction } from './open-interaction.ts';
import { ANSWER_BUDGET_MS, CallbackType, EPHEMERAL, InteractionType } from './protocol.ts';
import type { Choice, Reply } from './reply.ts';
import { type AutocompleteRoute, findAutocomplete, findRoute, type Route } from './route.ts';

/** Discord's payloads stay far below; anything larger is not worth reading. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_CHOICES = 25;
/** Turns of the microtask queue; a handler with a dozen awaits that are already settled takes fewer. */
const QUICK_TURNS = 32;

/** The imported key is a value that never changes, so requests may share it; nothing else outlives a request here. */
let verifier: { publicKey: string; verify: Verifier } | undefined;

/**
 * Discord's interactions endpoint. Awaits nothing but the signature before a deferral. Answers 401 to whatever is not
 * signed, 400 to what is signed but not an interaction, and otherwise always 200 with words; never a 5xx.
 */
export async function receiveInteraction(
  request: Request,
  runtime: BaseRuntime,
  desk: Desk,
): Promise<Response> {
  const { publicKey } = runtime.config.discord;
  if (!publicKey) return refuse(401, 'Discord is not set up: DISCORD_PUBLIC_KEY is missing');
  if (request.method !== 'POST') return refuse(405, 'Discord posts here');
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return refuse(413, 'too large');

  let body: string;
  try {
    // What is verified is this text and what is parsed is this text; bytes that are no UTF-8 fail the signature.
    body = await request.text();
  } catch {
    return refuse(400, 'the body did not arrive');
  }
  if (body.length > MAX_BODY_BYTES) return refuse(413, 'too large');
  const signature = request.headers.get('x-signature-ed25519');
  const timestamp = request.headers.get('x-signature-timestamp');
  if (!(await verifierFor(publicKey, runtime)?.(body, signature, timestamp, runtime.outside.now()))) {
    return refuse(401, 'invalid request signature');
  }

  const raw = parse(body);
  if (raw?.type === InteractionType.ping) return answer({ type: CallbackType.pong });
  if (!isInteraction(raw)) return refuse(400, 'not an interaction');
  try {
    return await dispatch(raw, runtime, desk);
  } catch (error) {
    const requestId = requestIdOf(raw);
    runtime.log.error('interaction failed', { requestId, error });
    const { presentError } = await import('./present.ts');
    return answer(ephemeral(presentError(error, requestId)));
  }
}

const tooSlowForModal: Reply = {
  kind: 'message',
  message: { content: 'That took too long for Discord to open the form. Please press it once more.' },
};

function verifierFor(publicKey: string, runtime: BaseRuntime): Verifier | undefined {
  if (verifier?.publicKey === publicKey) return verifier.verify;
  try {
    verifier = { publicKey, verify: createVerifier(publicKey) };
    return verifier.verify;
  } catch (error) {
    runtime.log.error('DISCORD_PUBLIC_KEY is unusable', { error });
    return undefined;
  }
}

async function dispatch(raw: APIInteraction, runtime: BaseRuntime, desk: Desk): Promise<Response> {
  const arrival = new Arrived(raw, runtime.outside.now());
  if (raw.type === InteractionType.autocomplete) {
    const { tables, load } = desk.look(raw);
    const route = findAutocomplete(load ? await load() : tables, raw);
    const choices = route ? await suggest(route, raw, runtime, desk, arrival) : [];
    return answer({ type: CallbackType.choices, data: { choices: choices.slice(0, MAX_CHOICES) } });
  }
  const { tables, load } = desk.look(raw);
  const known = findRoute(tables, raw);
  // How to defer is known before the feature is loaded; only what answers at once has to wait for its code.
  const route = known?.answer === 'now' && load ? findRoute(await load(), raw) : known;
  if (!route) {
    runtime.log.warn('unknown interaction', { requestId: arrival.requestId, type: raw.type });
    return answer(
      ephemeral({
        content: 'This is from an older version of Guildhall. Run the command again to get a fresh one.',
      }),
    );
  }
  if (route.answer === 'later') {
    runtime.defer(enqueue(raw, runtime, arrival));
    return answer(deferrals[route.surface]);
  }
  return answerNow(route, raw, runtime, desk, arrival);
}

/**
 * Puts the work on the queue; `known` is an answer that came too late to be given at once. If the queue refuses twice,
 * the work is done right here, so that it still ends in words.
 */
async function enqueue(
  raw: APIInteraction,
  runtime: BaseRuntime,
  arrival: Arrival,
  known?: Reply,
): Promise<void> {
  const { requestId, receivedAt } = arrival;
  const message = { kind: 'interaction', payload: raw, requestId, receivedAt, ...(known && { known }) };
  const send = () => runtime.config.jobs.send(message);
  try {
    await send().catch(send);
  } catch (error) {
    runtime.log.warn('queue refused an interaction', { requestId: arrival.requestId, error });
    const { runDeferred } = await import('./deferred.ts');
    await runDeferred(await runtime.whole(), raw, arrival, { last: true, tries: 1, known });
  }
}

async function answerNow(
  route: Route,
  raw: APIInteraction,
  runtime: BaseRuntime,
  desk: Desk,
  arrival: Arrival,
): Promise<Response> {
  const interaction = openInteraction(runtime, raw, arrival);
  const outcome = runNow(route, interaction, runtime, desk);
  const reply = await withinBudget(outcome, runtime, undefined);
  if (reply && !(reply.kind !== 'modal' && reply.message.files)) return answer(callback(route, reply));

  runtime.defer(
    outcome.then((late) => {
      if (late.kind === 'modal') return enqueue(raw, runtime, arrival, tooSlowForModal);
      // Files don't fit into a queue message; the handler makes them again there.
      return enqueue(raw, runtime, arrival, late.message.files ? undefined : late);
    }),
  );
  return answer(deferrals[route.surface]);
}

async function runNow(
  route: Route,
  interaction: Interaction,
  runtime: BaseRuntime,
  desk: Desk,
): Promise<Reply> {
  try {
    const asked = checkAccess(interaction, route, desk.access);
    if (asked) await asked;
    return await route.run(interaction);
  } catch (error) {
    const { requestId } = interaction;
    runtime.log.warn('handler failed', { requestId, route: route.name, error });
    const { presentError } = await import('./present.ts');
    return { kind: 'message', message: presentError(error, requestId) };
  }
}

/** What the promise gives within the answer budget, else `late`. */
async function withinBudget<Value, Late>(
  promise: Promise<Value>,
  runtime: BaseRuntime,
  late: Late,
): Promise<Value | Late> {
  let settled: { value: Value } | undefined;
  let failed = false;
  promise.then(
    (value) => {
      settled = { value };
    },
    () => {
      failed = true;
    },
  );
  // What needs nothing from outside is there after a few turns; a timer would cost more than all its work.
  for (let turn = 0; turn < QUICK_TURNS && !failed; turn++) {
    await undefined;
    if (settled) return (settled as { value: Value }).value;
  }
  return Promise.race([promise, runtime.outside.sleep(ANSWER_BUDGET_MS).then(() => late)]);
}

async function suggest(
  route: AutocompleteRoute,
  raw: APIInteraction,
  runtime: BaseRuntime,
  desk: Desk,
  arrival: Arrival,
): Promise<Choice[]> {
  const interaction = openInteraction(runtime, raw, arrival);
  const { typed, partial } = route;
  const ask = async () => {
    await checkAccess(interaction, route, desk.access);
    return route.handler(Object.assign(interaction, { typed, partial }));
  };
  // Suggestions have no place for an error text; the command itself will name what is wrong.
  return withinBudget(ask(), runtime, []).catch((error: unknown): Choice[] => {
    runtime.log.warn('autocomplete failed', { requestId: arrival.requestId, route: route.name, error });
    return [];
  });
}

function callback(route: Route, reply: Reply) {
  if (reply.kind === 'modal') return { type: CallbackType.modal, data: reply.modal };
  if (reply.kind === 'update' && route.surface === 'update') {
    return { type: CallbackType.update, data: messagePayload(reply.message, 'update') };
  }
  const surface = route.surface === 'everyone' ? 'everyone' : 'invoker';
  return { type: CallbackType.message, data: messagePayload(reply.message, surface) };
}

/** What a deferral shows is told by the route alone. */
const deferrals: Record<Route['surface'], object> = {
  everyone: { type: CallbackType.deferredMessage },
  invoker: { type: CallbackType.deferredMessage, data: { flags: EPHEMERAL } },
  update: { type: CallbackType.deferredUpdate },
};

const ephemeral = (message: { content?: string }) => ({
  type: CallbackType.message,
  data: messagePayload(message, 'invoker'),
});

/** Most answers need no reference, so it is worked out when it is asked for. */
class Arrived implements Arrival {
  readonly receivedAt: number;
  readonly #raw: APIInteraction;
  #requestId: string | undefined;

  constructor(raw: APIInteraction, receivedAt: number) {
    this.#raw = raw;
    this.receivedAt = receivedAt;
  }

  get requestId(): string {
    this.#requestId ??= requestIdOf(this.#raw);
    return this.#requestId;
  }
}

/** Short enough to be read out, and it leads to Discord's own id of the interaction. */
const requestIdOf = (raw: APIInteraction): string =>
  /^\d{1,20}$/.test(raw.id) ? BigInt(raw.id).toString(36) : crypto.randomUUID().slice(0, 13);

function parse(body: string): { type?: unknown } | undefined {
  try {
    const value = parseJson(body);
    return value && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

const answer = (callbackBody: unknown): Response => Response.json(callbackBody);
const refuse = (status: number, reason: string): Response => new Response(reason, { status });
