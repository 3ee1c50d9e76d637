import type { ActionContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { serverSettings } from '../settings/server-settings.ts';
import { readTime } from './read-time.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Further ahead nobody plans an answer. */
const FURTHEST_DAYS = 366;

export const zoneOf = async (ctx: ActionContext): Promise<string> =>
  (await ctx.settings(serverSettings)).timeZone;

/** A moment to come, as people write it. Throws InputError for what repeats, has passed, or is years ahead. */
export function readUntil(ctx: ActionContext, words: string, timeZone: string): Date {
  const timing = readTime(words, { now: ctx.now(), timeZone });
  if (timing.kind === 'cron') throw new InputError('Give one time and not a rhythm, like `tomorrow 9:00`.');
  const at = new Date(timing.at);
  if (at.getTime() - ctx.now().getTime() > FURTHEST_DAYS * DAY_MS) {
    throw new InputError('That is more than a year ahead. Give an earlier time.');
  }
  return at;
}
