import * as v from 'valibot';
import type { ActionContext } from '../context.ts';
import { defineJob } from '../queue/job.ts';
import type { Runtime } from '../runtime.ts';
import type { GatewayEvent } from './handler.ts';
import { replayId } from './replay-id.ts';

/**
 * Runs one handler again with the event on which it failed. The job and its payload are the handler's dead letter: they
 * wait as failed work when its tries are used up. What somebody wrote is kept no longer than it is needed.
 */
export const replayJob = defineJob({
  title: 'Handle something that happened in Discord',
  schema: v.object({
    handler: v.string(),
    event: v.looseObject({ type: v.string(), sequence: v.number(), sessionId: v.string() }),
    /** The handler is done with it; only the job did not come to its end. */
    forgotten: v.optional(v.boolean(), false),
  }),
  run: async (ctx, { handler: id, event, forgotten }) => {
    if (forgotten) return undefined;
    const handler = findHandler(ctx.runtime, event.type, id);
    if (!handler) return { dropped: `nothing called ${id} hears ${event.type} any more` };
    const { runHandler } = await import('./handle-event.ts');
    // Safe because only handle-event.ts makes these jobs, from an event that was typed by its name.
    const whole = event as unknown as GatewayEvent;
    await runHandler(ctx.runtime, handler, whole);
    await forget(ctx, id, whole);
    return undefined;
  },
  concerns: async (runtime, { handler, event }) =>
    // Safe for the same reason.
    (await findHandler(runtime, event.type, handler)?.concerns?.(
      runtime,
      event as unknown as GatewayEvent,
    )) ?? null,
});

const findHandler = ({ registry }: Runtime, type: string, id: string) =>
  registry.gateway.get(type)?.find((registered) => registered.id === id);

/** The erasure of a person reaches jobs by their server, and a direct message has none. */
async function forget(ctx: ActionContext, handler: string, event: GatewayEvent): Promise<void> {
  const { sql } = await import('drizzle-orm');
  const { type, sequence, sessionId } = event;
  const left = JSON.stringify({ handler, event: { type, sequence, sessionId }, forgotten: true });
  await ctx.db.execute(
    sql`update jobs set payload = ${left}::jsonb where id = ${replayId(handler, event)}
      and guild_id is not distinct from ${ctx.guildId || null}`,
  );
}
