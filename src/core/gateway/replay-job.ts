import * as v from 'valibot';
import { defineJob } from '../queue/job.ts';
import type { GatewayEvent } from './handler.ts';

/**
 * Runs one handler again with the event on which it failed. The job and its payload are the handler's dead letter: they
 * wait as failed work when its tries are used up.
 */
export const replayJob = defineJob({
  title: 'Handle something that happened in Discord',
  schema: v.object({ handler: v.string(), event: v.looseObject({ type: v.string(), sequence: v.number() }) }),
  run: async (ctx, { handler: id, event }) => {
    const handler = ctx.runtime.registry.gateway.get(event.type)?.find((registered) => registered.id === id);
    if (!handler) return { dropped: `nothing called ${id} hears ${event.type} any more` };
    const { runHandler } = await import('./handle-event.ts');
    // Safe because only handle-event.ts makes these jobs, from an event that was typed by its name.
    await runHandler(ctx.runtime, handler, event as unknown as GatewayEvent);
    return undefined;
  },
});
