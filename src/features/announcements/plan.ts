import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { parseInput } from '../../core/parse-input.ts';
import { serverSettings } from '../../core/settings/server-settings.ts';
import { readTime, type Timing } from '../../core/time/read-time.ts';
import { isTimeZone } from '../../core/time/time-zone.ts';
import { checkTiming } from './run-times.ts';
import { AnnouncementMessage } from './schemas.ts';

/** The zone asked for, else the server's. Throws InputError for one that there is not. */
export async function chooseZone(ctx: ActionContext, asked: string | undefined): Promise<string> {
  if (asked === undefined || asked === '') return (await ctx.settings(serverSettings)).timeZone;
  if (isTimeZone(asked)) return asked;
  throw new InputError('That is no time zone. Choose one from the list while typing, like Europe/Berlin.', {
    timeZone: 'not known',
  });
}

/** Reads a time in words in a zone and checks that it comes, and not too often. */
export function planTiming(ctx: ActionContext, when: string, timeZone: string): Timing {
  const timing = readTime(when, { now: ctx.now(), timeZone });
  checkTiming(timing, timeZone, ctx.now());
  return timing;
}

/** Parses a message and checks that the actor may ping whom it pings. */
export async function planMessage(ctx: ActionContext, raw: unknown): Promise<AnnouncementMessage> {
  const message = parseInput(AnnouncementMessage, raw);
  if (message.pings.length > 0) await ctx.require('announcements:ping');
  if (message.pings.includes(ctx.guildId)) {
    throw new InputError('Everybody at once cannot be pinged. Name a role that people chose to have.');
  }
  return message;
}
