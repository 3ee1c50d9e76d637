import type { ActionContext } from '../../../core/context.ts';
import { timestampOf } from '../../../discord/snowflake.ts';
import { inboxSettings } from '../settings.ts';
import type { LeadRow } from '../views.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface Judgement {
  reason: 'blocked' | 'age' | 'lockdown';
  /** What the person is told, once in a window; empty: nothing. */
  text: string;
  windowHours: number;
}

/** What keeps a message from the desk, if anything. Somebody who is blocked hears nothing, so as not to be answered. */
export async function judge(
  ctx: ActionContext,
  { personId, lead }: { personId: string; lead: LeadRow | undefined },
): Promise<Judgement | undefined> {
  const settings = await ctx.settings(inboxSettings);
  const windowHours = settings.answerWindowHours;
  if (lead?.blockedAt) return { reason: 'blocked', text: '', windowHours };
  const ageMs = ctx.now().getTime() - timestampOf(personId);
  if (ageMs < settings.minimumAgeDays * DAY_MS) return { reason: 'age', text: settings.ageText, windowHours };
  if (settings.lockdown) return { reason: 'lockdown', text: settings.lockdownText, windowHours };
  return undefined;
}
