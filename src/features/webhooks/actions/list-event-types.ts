import type { ActionContext } from '../../../core/context.ts';

/** A kind of event as the catalogue shows it: made from the very definition that events are checked against. */
export interface EventType {
  type: string;
  title: string;
  /** JSON Schema of `data`. */
  schema: Record<string, unknown>;
  /** A whole body as a receiver gets it. */
  sample: { type: string; timestamp: string; data: Record<string, unknown> };
}

const SAMPLE_TIME = '2026-11-20T18:30:00.000Z';

/** Every event that an endpoint can ask for, by type. */
export async function listEventTypes(ctx: ActionContext): Promise<EventType[]> {
  await ctx.require('webhooks:read');
  const { toJsonSchema } = await import('@valibot/to-json-schema');
  return [...ctx.runtime.registry.signals]
    .filter(([, { mayHear }]) => !mayHear)
    .map(([type, { title, schema, sample }]) => ({
      type,
      title,
      schema: { ...toJsonSchema(schema, { errorMode: 'ignore' }) },
      sample: { type, timestamp: SAMPLE_TIME, data: sample },
    }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}
