import type { ActionContext } from '../../../core/context.ts';
import type { Timing } from '../../../core/time/read-time.ts';
import { type AnnouncementBody, messageBody } from '../message-body.ts';
import { runTimes } from '../run-times.ts';
import type { PlanInput } from '../schemas.ts';
import { readPlan } from './create-announcement.ts';

export interface AnnouncementPreview {
  /** How the time was understood. */
  timing: Timing;
  timeZone: string;
  /** ISO 8601; at most five. */
  nextRuns: string[];
  /** What Discord would be sent. */
  message: AnnouncementBody;
}

/** What would come of a plan: how its time is understood and what would be posted. Writes and posts nothing. */
export async function previewAnnouncement(ctx: ActionContext, raw: PlanInput): Promise<AnnouncementPreview> {
  await ctx.require('announcements:manage');
  const { timing, timeZone, message } = await readPlan(ctx, raw);
  const nextRuns = runTimes(timing, timeZone, ctx.now(), 5).map((at) => at.toISOString());
  return { timing, timeZone, nextRuns, message: messageBody(message) };
}
