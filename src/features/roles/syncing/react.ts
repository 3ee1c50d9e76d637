import type { ActionContext } from '../../../core/context.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { enqueuePeople } from './enqueue.ts';

/** A signal changed the standing of somebody: every standing that it may change says whose. */
export async function reactToSignal(ctx: ActionContext, signal: Signal): Promise<void> {
  const userIds = [...ctx.runtime.registry.standings.values()].flatMap(({ changedBy }) =>
    Object.hasOwn(changedBy, signal.type) ? (changedBy[signal.type]?.(signal.data) ?? []) : [],
  );
  await enqueuePeople(ctx, userIds, new Date(signal.createdAt));
}
