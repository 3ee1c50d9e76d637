import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { readUntil, zoneOf } from '../../core/time/read-until.ts';

/** Reads a moment as people write it, in the server's zone, as ISO 8601. Throws InputError at `field`. */
export async function readInstant(ctx: ActionContext, field: string, words: string): Promise<string> {
  const timeZone = await zoneOf(ctx);
  try {
    return readUntil(ctx, words, timeZone).toISOString();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.message, { [field]: error.message });
    throw error;
  }
}

/** `Panel, Node 4` as a list. */
export const readAffected = (words: string | undefined): string[] =>
  (words ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
