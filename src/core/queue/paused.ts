import type { ActionContext } from '../context.ts';

/** How long work of a feature that is switched off waits before somebody looks again. */
export const PAUSE_MS = 60_000;

/**
 * Whether what a feature has queued has to wait. Jobs change things, so they wait while it is read-only too;
 * deliveries only tell of what has happened. Work of the whole installation is only held up by `READ_ONLY`.
 */
export async function isPaused(
  ctx: ActionContext,
  feature: string,
  kind: 'job' | 'delivery',
): Promise<boolean> {
  if (ctx.runtime.config.readOnly) return true;
  if (ctx.guildId === '') return false;
  const state = await ctx.featureState(feature);
  return state === 'off' || (kind === 'job' && state === 'read-only');
}
