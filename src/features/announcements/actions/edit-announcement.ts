import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { changeAnnouncement } from '../change-announcement.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { chooseZone, planMessage, planTiming } from '../plan.ts';
import { checkTiming, runTimes } from '../run-times.ts';
import { PlanInput } from '../schemas.ts';
import { storeTarget } from '../target.ts';
import type { Plan } from './create-announcement.ts';

export const EditInput = v.partial(v.object(PlanInput.entries));
export type EditInput = v.InferInput<typeof EditInput>;

/** Changes what is named. A new time also starts a finished announcement again; a paused one stays paused. */
export async function editAnnouncement(
  ctx: ActionContext,
  reference: string,
  raw: EditInput,
): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  return applyPlan(ctx, row, await readChange(ctx, row, raw));
}

/** What the announcement would be after a change; everything checked, nothing written. */
export async function readChange(ctx: ActionContext, row: AnnouncementRow, raw: EditInput): Promise<Plan> {
  const input = parseInput(EditInput, raw);
  const timeZone = input.timeZone === undefined ? row.timeZone : await chooseZone(ctx, input.timeZone);
  return {
    name: input.name ?? row.name,
    message: await planMessage(ctx, input.message ?? row.message),
    timing: input.when === undefined ? row.timing : planTiming(ctx, input.when, timeZone),
    timeZone,
    target: input.target === undefined ? row.target : await storeTarget(ctx, input.target),
  };
}

/** Writes a checked plan over an announcement. What comes next changes only if the time does. */
export async function applyPlan(
  ctx: ActionContext,
  row: AnnouncementRow,
  plan: Plan,
  first: Parameters<typeof changeAnnouncement>[2]['statements'] = [],
): Promise<AnnouncementRow> {
  const retimed =
    plan.timeZone !== row.timeZone || JSON.stringify(plan.timing) !== JSON.stringify(row.timing);
  if (retimed) checkTiming(plan.timing, plan.timeZone, ctx.now());
  const [next = null] = runTimes(plan.timing, plan.timeZone, ctx.now(), 1);
  const schedule = row.state === 'paused' ? {} : { state: 'active' as const, nextRunAt: next };
  return changeAnnouncement(ctx, row, {
    verb: 'edit',
    said: 'edited',
    set: { ...plan, ...(retimed ? schedule : {}) },
    statements: first,
  });
}
