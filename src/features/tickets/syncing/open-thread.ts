import type { ActionContext } from '../../../core/context.ts';
import { DISCORD_ERROR_CODES, hasDiscordCode } from '../../../discord/errors.ts';
import { editThread } from '../../../discord/threads.ts';

/** A job waits for limits no longer than this; then it comes back later. Milliseconds. */
export const PATIENCE = { maxWaitMs: 3_000, retries: 1 };

/**
 * Does something in a thread. Discord puts threads away that are silent for long, and lets nothing be changed in them;
 * then the thread is taken out first, and `onTaken` is called.
 */
export async function inOpenThread<Value>(
  ctx: ActionContext,
  threadId: string,
  act: () => Promise<Value>,
  onTaken: () => void = () => {},
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    if (!hasDiscordCode(error, DISCORD_ERROR_CODES.threadArchived)) throw error;
    await editThread(ctx.discord, threadId, { archived: false }, PATIENCE);
    onTaken();
    return act();
  }
}
