import type { APIInteraction } from 'discord-api-types/v10';
import { timestampOf } from '../../discord/snowflake.ts';
import { describeError } from '../log.ts';
import { backoffMs } from '../queue/job.ts';
import { buryJob, delayJob, finishJob, startJob } from '../queue/job-store.ts';
import type { Runtime } from '../runtime.ts';
import { checkAccess } from './check-access.ts';
import { deliverReply, showProgress } from './deliver-reply.ts';
import type { Interaction } from './interaction.ts';
import { openInteraction } from './open-interaction.ts';
import { errorSentence, isRetryable, presentError, retryAfterMs } from './present.ts';
import type { Reply } from './reply.ts';
import { findRoute, type Route } from './route.ts';

/** Longest that a person is kept waiting for something that does not answer; then they get words. */
const PATIENCE_MS = 10 * 60_000;

export type Outcome = { kind: 'over' } | { kind: 'again'; delayMs: number };

/**
 * Runs a deferred interaction from the queue: at-least-once, one worker at a time by the job's lease. The handler's
 * answer is stored before it is sent again, so a Discord outage does not run the handler twice. Always ends in words:
 * the answer, a named failure, or a reference; `last` says that there will be no further try.
 */
export async function runDeferred(
  runtime: Runtime,
  raw: APIInteraction,
  requestId: string,
  { last, tries }: { last: boolean; tries: number },
): Promise<Outcome> {
  const route = findRoute(runtime.registry, raw);
  if (!route) return { kind: 'over' };
  const interaction: Interaction = openInteraction(runtime, raw, requestId, (message) =>
    showProgress(interaction, route, message),
  );
  const log = interaction.runtime.log.with({ route: route.name });
  const now = () => new Date(runtime.outside.now());
  const jobId = `interaction:${raw.id}`;
  const db = runtime.config.database ? (await interaction.context()).db : undefined;

  let attempts = tries;
  let reply: Reply | undefined;
  try {
    if (db) {
      const payload = { route: route.name, channelId: interaction.channelId, userId: interaction.user.id };
      const claim = await startJob(
        db,
        { id: jobId, guildId: interaction.guildId || null, name: 'interaction', payload },
        now(),
      );
      if (claim.kind === 'over') return { kind: 'over' };
      if (claim.kind === 'busy')
        return { kind: 'again', delayMs: claim.retryAt.getTime() - runtime.outside.now() };
      attempts = Math.max(tries, claim.job.attempts);
      reply = storedReply(claim.job.result);
    }
    if (!reply) {
      await checkAccess(interaction, route.access);
      reply = await route.run(interaction);
    }
    await deliverReply(interaction, route, reply);
    if (db) await finishJob(db, jobId, { reply: withoutFiles(reply) }, now());
    return { kind: 'over' };
  } catch (error) {
    log.warn('deferred interaction failed', { attempts, error });
    if (isRetryable(error) && !last && runtime.outside.now() - timestampOf(raw.id) < PATIENCE_MS) {
      const delayMs = retryAfterMs(error) ?? backoffMs(attempts);
      const kept = reply ? { reply: withoutFiles(reply) } : undefined;
      if (!reply) await showProgress(interaction, route, waiting(error, requestId)).catch(() => {});
      if (db) {
        const runAt = new Date(runtime.outside.now() + delayMs);
        await delayJob(db, jobId, runAt, describe(error), kept).catch(() => log.warn('job not delayed'));
      }
      return { kind: 'again', delayMs };
    }
    log.error('interaction gave up', { error });
    await endInWords(
      interaction,
      route,
      reply ?? { kind: 'message', message: presentError(error, requestId) },
    );
    if (db)
      await buryJob(db, jobId, describe(error), requestId, now()).catch(() => log.warn('job not buried'));
    return { kind: 'over' };
  }
}

/** For the dead-letter queue: whatever stopped the workers, the person is told, and the job waits for an admin. */
export async function endDeadInteraction(
  runtime: Runtime,
  raw: APIInteraction,
  requestId: string,
): Promise<void> {
  const route = findRoute(runtime.registry, raw);
  if (!route) return;
  const interaction = openInteraction(runtime, raw, requestId);
  const lost = new Error('the worker stopped before it finished');
  runtime.log.error('interaction dead-lettered', { requestId, route: route.name });
  await endInWords(interaction, route, { kind: 'message', message: presentError(lost, requestId) });
  if (!runtime.config.database) return;
  const { db } = await interaction.context();
  await buryJob(db, `interaction:${raw.id}`, lost.message, requestId, new Date(runtime.outside.now()));
}

/** The last word. If even that can't be said now, the error goes up and the queue tries the dead letter again. */
async function endInWords(interaction: Interaction, route: Route, reply: Reply): Promise<void> {
  await deliverReply(interaction, route, reply).catch((error: unknown) => {
    if (isRetryable(error)) throw error;
    interaction.runtime.log.error('the last word was refused', { error });
  });
}

/** Files can't be stored with a job; an answer that has them is worked out again instead. */
function withoutFiles(reply: Reply): Reply | undefined {
  return reply.kind !== 'modal' && reply.message.files ? undefined : reply;
}

function storedReply(result: unknown): Reply | undefined {
  return result && typeof result === 'object' && 'reply' in result ? (result.reply as Reply) : undefined;
}

const waiting = (error: unknown, requestId: string) => ({
  content: `${errorSentence(error, requestId)}\nI keep trying for a few minutes, so there is nothing you need to do.`,
});

const describe = (error: unknown): string => JSON.stringify(describeError(error));
