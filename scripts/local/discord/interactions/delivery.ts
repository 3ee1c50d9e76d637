import { DiscordError } from '../errors.ts';
import { parseBody } from '../http.ts';
import type { StoredInteraction } from '../model.ts';
import { fieldError } from '../validation/check.ts';
import type { World } from '../world.ts';
import { applyCallback, tellUser } from './callback.ts';
import { signedHeaders } from './signing.ts';

/**
 * Sends an interaction to the application and waits for its first answer: at most once, at most 3 real seconds.
 * Never throws; how it went stands in the interaction.
 */
export async function deliver(world: World, interaction: StoredInteraction): Promise<void> {
  const { state } = world;
  const endpoint = state.data.application.interactions_endpoint_url;
  interaction.endpoint = endpoint;
  const started = performance.now();
  const answered = new Promise<'answered'>((resolve) => {
    world.waiting.set(interaction.id, () => resolve('answered'));
  });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), world.answerLimitMs);
  const late = new Promise<'late'>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve('late'));
  });
  try {
    if (endpoint === null && !world.gateway.hasListener(interaction.guild_id)) {
      fail(world, interaction, 'The application has no interactions endpoint URL and no gateway connection');
      return;
    }
    if (endpoint === null) {
      state.dispatch({ t: 'INTERACTION_CREATE', d: interaction.payload, audience: 'gateway' });
    } else {
      const accepted = await post(world, interaction, endpoint, abort.signal);
      if (!accepted) return;
    }
    if (interaction.status !== 'waiting') return;
    if ((await Promise.race([answered, late])) === 'late')
      fail(world, interaction, `No answer within ${world.answerLimitMs} ms`);
  } finally {
    clearTimeout(timer);
    world.waiting.delete(interaction.id);
    interaction.latency_ms = Math.round((performance.now() - started) * 10) / 10;
    state.touch();
  }
}

/** True when the application may still answer by REST (it said 202, or has answered already). */
async function post(
  world: World,
  interaction: StoredInteraction,
  endpoint: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { state } = world;
  const body = JSON.stringify(interaction.payload);
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: signedHeaders(state.data.keys, body, state.now()),
      body,
      signal,
      redirect: 'manual',
    });
    const raw = Buffer.from(await response.arrayBuffer());
    interaction.http_status = response.status;
    interaction.signature_ok = response.status !== 401;
    if (response.status === 202 && raw.length === 0) return true;
    // An application that has already called back by REST answers its request as it likes.
    if (interaction.status !== 'waiting') return true;
    interaction.response = raw.toString().slice(0, 4000);
    if (response.status !== 200) {
      fail(world, interaction, `The endpoint answered HTTP ${response.status}`);
      return false;
    }
    const headers = { 'content-type': response.headers.get('content-type') ?? '' };
    const parsed = await parseBody({ method: 'POST', path: '', query: new URLSearchParams(), headers, raw });
    applyCallback(world, interaction, parsed.body, parsed.files);
    return true;
  } catch (error) {
    if (interaction.status !== 'waiting') return true;
    fail(world, interaction, reasonOf(error, signal, world.answerLimitMs));
    return false;
  }
}

function reasonOf(error: unknown, signal: AbortSignal, limitMs: number): string {
  if (signal.aborted) return `No answer within ${limitMs} ms`;
  if (error instanceof DiscordError)
    return `The answer was refused: ${error.message} ${JSON.stringify(error.errors ?? {})}`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  return `The endpoint could not be reached: ${cause || String(error)}`;
}

function fail(world: World, interaction: StoredInteraction, reason: string): void {
  if (interaction.status !== 'waiting') return;
  interaction.status = 'failed';
  interaction.failure = reason;
  tellUser(world.state, interaction, 'INTERACTION_FAILURE', { reason });
}

/** What Discord does when an endpoint URL is saved: a signed PING must be acknowledged, a falsely signed one answered 401. */
export async function verifyEndpoint(world: World, url: string): Promise<void> {
  const { keys, application } = world.state.data;
  const invalid = (why: string) =>
    fieldError(
      ['interactions_endpoint_url'],
      'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID',
      `The specified interactions endpoint url could not be verified. (${why})`,
    );
  const body = JSON.stringify({
    id: world.state.id(),
    application_id: application.id,
    type: 1,
    token: 'ping',
    version: 1,
    entitlements: [],
    user: { id: application.owner_id },
  });
  const headers = signedHeaders(keys, body, world.state.now());
  const send = async (given: Record<string, string>) => {
    try {
      const signal = AbortSignal.timeout(world.answerLimitMs);
      const response = await fetch(url, { method: 'POST', headers: given, body, signal, redirect: 'manual' });
      return { status: response.status, text: await response.text() };
    } catch {
      throw invalid('no answer');
    }
  };
  const good = await send(headers);
  if (good.status !== 200 || !/^\s*\{\s*"type"\s*:\s*1\s*[,}]/.test(good.text))
    throw invalid('PING was not acknowledged');
  const forged = { ...headers, 'x-signature-ed25519': '0'.repeat(128) };
  const bad = await send(forged);
  if (bad.status !== 401) throw invalid('a request with a false signature was not refused with 401');
}
