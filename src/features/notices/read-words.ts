import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { serverSettings } from '../../core/settings/server-settings.ts';
import { readTime } from '../../core/time/read-time.ts';

/** Reads a moment as people write it, in the server's zone, as ISO 8601. Throws InputError at `field`. */
export async function readInstant(ctx: ActionContext, field: string, words: string): Promise<string> {
  const { timeZone } = await ctx.settings(serverSettings);
  try {
    const timing = readTime(words, { now: ctx.now(), timeZone });
    if (timing.kind === 'once') return timing.at;
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, { [field]: error.message });
    throw error;
  }
  const problem = 'Give one time and not a rhythm, like `tomorrow 22:00`.';
  throw new InputError(problem, { [field]: problem });
}

/** `Panel, Node 4` as a list. */
export const readAffected = (words: string | undefined): string[] =>
  (words ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
