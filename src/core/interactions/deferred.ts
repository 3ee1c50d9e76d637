import type { APIInteraction } from 'discord-api-types/v10';
import type { Database } from '../database/client.ts';
import { GuildhallError, MaintenanceError, NotFoundError } from '../errors.ts';
import { describeError } from '../log.ts';
import { backoffMs } from '../queue/job.ts';
import { buryJob, type Claim, delayJob, finishJob, type HeldJob, startJob } from '../queue/job-store.ts';
import type { BaseRuntime, Runtime } from '../runtime.ts';
import { checkAccess } from './check-access.ts';
import { deliverReply, showProgress } from './deliver-reply.ts';
import type { Interaction } from './interaction.ts';
import { type Arrival, openInteraction } from './open-interaction.ts';
import { isRetryable, presentError, retryAfterMs } from './present.ts';
import type { Reply } from './reply.ts';
import { rescueReply } from './rescue-reply.ts';
import { findRoute, type Route } from './route.ts';

/** Longest that a person is kept waiting for something that does not answer; then they get words. */
const PATIENCE_MS = 10 * 60_000;
/** Pauses stay short against the patience, whatever the outside asks for. */
const LONGEST_PAUSE_MS = 2 * 60_000;
/** A handler that took its worker down so often is not started again. */
const MOST_STARTS = 8;

export type Outcome = { kind: 'over' } | { kind: 'again'; delayMs: number };

/** What the handler came to. Stored with the job, so that a failed sending does not run the handler twice. */
interface Result {
  reply: Reply;
  /** Set when the reply is about a failure; the job is then dead instead of done. */
  failure?: string;
  /** The code of the error by which the person was told no. That is an answer like any other: the job is done. */
  refused?: string;
}

interface Attempt {
  interaction: Interaction;
  route: Route;
  /** Absent while no database is set up: then nothing is stored, and nothing is kept from running twice. */
  db: Database | undefined;
  held: HeldJob | undefined;
  tries: number;
  /** No further try will come. */
  last: boolean;
}

/**
 * Runs a deferred interaction from the queue: at-least-once, one worker at a time by the job's lease. The job is named by
 * Discord's id of the interaction, so one that was posted or queued twice, even at once, is worked on once and answered
 * once. Always ends in words: the answer, a named failure, or a reference. `known` is an answer that is there already and only has to be sent.
 */
export async function runDeferred(
  runtime: Runtime,
  raw: APIInteraction,
  arrival: Arrival,
  { last, tries, known }: { last: boolean; tries: number; known?: Reply | undefined },
): Promise<Outcome> {
  const { requestId } = arrival;
  const route = findRoute(runtime.registry, raw) ?? goneRoute;
  const interaction: Interaction = openInteraction(runtime, raw, arrival, (message) =>
    showProgress(interaction, route, message),
  );
  const attempt: Attempt = {
    interaction,
    route,
    db: await databaseOf(interaction),
    held: undefined,
    tries,
    last,
  };
  let result: Result | undefined = known && { reply: known };
  try {
    const claim = await claimFor(attempt);
    if (claim && claim.kind !== 'ours') return outcomeOf(claim, runtime);
    result ??= storedResult(claim?.job.result);
    if (!result && attempt.tries > MOST_STARTS)
      throw new Error('the worker stopped each time before it finished');
    if (!result) {
      if (route !== goneRoute) await checkAccess(interaction, route, runtime.registry);
      result = { reply: await route.run(interaction) };
    }
  } catch (error) {
    interaction.runtime.log.warn('handler failed', { route: route.name, tries: attempt.tries, error });
    if (mayWait(attempt, error)) {
      await showProgress(interaction, route, waiting(error, requestId)).catch(() => {});
      return again(attempt, error);
    }
    result = failureResult(error, requestId);
  }
  return conclude(attempt, result);
}

/** For the dead-letter queue: whatever stopped the workers, the person hears what is known, or that it failed. */
export async function endDeadInteraction(
  runtime: Runtime,
  raw: APIInteraction,
  arrival: Arrival,
): Promise<Outcome> {
  const { requestId } = arrival;
  const route = findRoute(runtime.registry, raw) ?? goneRoute;
  const interaction = openInteraction(runtime, raw, arrival);
  interaction.runtime.log.error('interaction dead-lettered', { route: route.name });
  const db = await databaseOf(interaction);
  const attempt: Attempt = { interaction, route, db, held: undefined, tries: 1, last: false };
  const claim = await claimFor(attempt);
  if (claim && claim.kind !== 'ours') return outcomeOf(claim, runtime);
  const lost = new Error('the worker stopped before it finished');
  return conclude(attempt, storedResult(claim?.job.result) ?? failureResult(lost, requestId));
}

async function databaseOf(interaction: Interaction): Promise<Database | undefined> {
  return interaction.runtime.config.database ? (await interaction.context()).db : undefined;
}

/** Writes the job down on its first try and takes it; without a database there is nothing to take. */
async function claimFor(attempt: Attempt): Promise<Claim | undefined> {
  const { interaction, route, db } = attempt;
  if (!db) return undefined;
  const { id, guildId, channelId, user, runtime } = interaction;
  const payload = { route: route.name, channelId, userId: user.id };
  const job = { id: `interaction:${id}`, guildId: guildId || null, name: 'interaction', payload };
  const claim = await startJob(db, job, now(runtime));
  if (claim.kind === 'ours') {
    attempt.held = claim.job;
    attempt.tries = Math.max(attempt.tries, claim.job.attempts);
  }
  return claim;
}

const outcomeOf = (claim: Exclude<Claim, { kind: 'ours' }>, runtime: BaseRuntime): Outcome =>
  claim.kind === 'over'
    ? { kind: 'over' }
    : { kind: 'again', delayMs: Math.max(1_000, claim.retryAt.getTime() - runtime.outside.now()) };

/** Sends the result and writes down how it ended. Once it is sent, nothing makes it be sent again. */
async function conclude(attempt: Attempt, result: Result): Promise<Outcome> {
  const { interaction, route, db, held } = attempt;
  const { requestId, runtime } = interaction;
  let { failure } = result;
  try {
    await deliverReply(interaction, route, result.reply);
  } catch (error) {
    runtime.log.warn('answer not delivered', { route: route.name, tries: attempt.tries, error });
    if (mayWait(attempt, error)) return again(attempt, error, withoutFiles(result));
    failure ??= describe(error);
    // What Discord refuses as it is, it takes as words; and where it takes nothing, another way is left.
    const message = presentError(error, requestId);
    // An answer that only came too late is still the answer.
    const last = isRetryable(error) ? result.reply : ({ kind: 'message', message } as const);
    await deliverReply(interaction, route, last)
      .catch(() =>
        rescueReply(interaction, route, result.reply.kind === 'modal' ? message : result.reply.message),
      )
      .catch((refused: unknown) => runtime.log.error('the last word was refused', { error: refused }));
  }
  if (failure) runtime.log.error('interaction failed', { route: route.name, failure });
  if (db && held) {
    const at = now(runtime);
    const write = () =>
      failure
        ? buryJob(db, held, { error: failure, reference: requestId, now: at })
        : finishJob(db, held, result.refused ? { refused: result.refused } : null, at);
    await write()
      .catch(write)
      .catch((error: unknown) => runtime.log.error('the end of a job was not written down', { error }));
  }
  return { kind: 'over' };
}

/** Whether trying again can help and the person still waits. */
function mayWait({ interaction, last }: Attempt, error: unknown): boolean {
  const age = interaction.runtime.outside.now() - interaction.receivedAt;
  return isRetryable(error) && !(error instanceof MaintenanceError) && !last && age < PATIENCE_MS;
}

async function again(
  { interaction, db, held, tries }: Attempt,
  error: unknown,
  result?: Result,
): Promise<Outcome> {
  const { outside, log } = interaction.runtime;
  const delayMs = Math.min(retryAfterMs(error) ?? backoffMs(tries), LONGEST_PAUSE_MS);
  if (db && held) {
    const runAt = new Date(outside.now() + delayMs);
    await delayJob(db, held, { runAt, error: describe(error), result }).catch(() =>
      log.warn('job not delayed'),
    );
  }
  return { kind: 'again', delayMs };
}

/** Files can't be stored with a job; an answer that has them is worked out again instead. */
function withoutFiles(result: Result): Result | undefined {
  return result.reply.kind !== 'modal' && result.reply.message.files ? undefined : result;
}

function storedResult(result: unknown): Result | undefined {
  return result && typeof result === 'object' && 'reply' in result ? (result as Result) : undefined;
}

const failureResult = (error: unknown, requestId: string): Result => ({
  reply: { kind: 'message', message: presentError(error, requestId) },
  ...(isRefusal(error) ? { refused: error.code } : { failure: describe(error) }),
});

/** A no in words that the same question gets again; something outside that stays away is a failure. */
const isRefusal = (error: unknown): error is GuildhallError =>
  error instanceof GuildhallError && (!error.retryable || error instanceof MaintenanceError);

const waiting = (error: unknown, requestId: string) => ({
  content:
    error instanceof GuildhallError
      ? error.message
      : `This takes longer: something that I need does not answer just now. I keep trying for a few minutes.\n-# Reference ${requestId}`,
});

/** Where an interaction goes whose command a newer version no longer has. */
const goneRoute: Route = {
  name: 'gone',
  access: 'core:none',
  answer: 'later',
  surface: 'invoker',
  run: async () => {
    throw new NotFoundError('Guildhall was updated and does not have this command any more.');
  },
};

const describe = (error: unknown): string => JSON.stringify(describeError(error));

const now = (runtime: BaseRuntime): Date => new Date(runtime.outside.now());
