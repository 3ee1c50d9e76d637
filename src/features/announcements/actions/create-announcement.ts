import { sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { Timing } from '../../../core/time/read-time.ts';
import { type AnnouncementRow, viewOf } from '../announcement-view.ts';
import { chooseZone, planMessage, planTiming } from '../plan.ts';
import { runTimes } from '../run-times.ts';
import { type AnnouncementMessage, PlanInput, type StoredTarget } from '../schemas.ts';
import { announcements } from '../tables.ts';
import { storeTarget } from '../target.ts';

export interface Plan {
  name: string;
  message: AnnouncementMessage;
  target: StoredTarget;
  timing: Timing;
  timeZone: string;
}

/** Checks everything that a plan says; asks Discord about its channel. Writes nothing. */
export async function readPlan(ctx: ActionContext, raw: PlanInput): Promise<Plan> {
  const input = parseInput(PlanInput, raw);
  const timeZone = await chooseZone(ctx, input.timeZone);
  return {
    name: input.name,
    message: await planMessage(ctx, input.message),
    timing: planTiming(ctx, input.when, timeZone),
    timeZone,
    target: await storeTarget(ctx, input.target),
  };
}

/** Makes an announcement at once, for programs; people see a draft first. */
export async function createAnnouncement(ctx: ActionContext, raw: PlanInput): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  return insertAnnouncement(ctx, await readPlan(ctx, raw));
}

/** Writes a checked plan as a new announcement, with `first` in the same transaction before it. */
export async function insertAnnouncement(
  ctx: ActionContext,
  plan: Plan,
  first: Change['statements'] = [],
): Promise<AnnouncementRow> {
  const at = ctx.now();
  const id = ctx.newId();
  const values = {
    ...plan,
    id,
    guildId: ctx.guildId,
    state: 'active' as const,
    nextRunAt: runTimes(plan.timing, plan.timeZone, at, 1)[0] ?? null,
    version: 1,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: at,
    updatedAt: at,
  };
  const view = viewOf({ ...values, number: 0 });
  const { number: _, ...after } = view;
  const subject = `announcement:${id}`;
  const results = await ctx.commit({
    statements: [
      ...first,
      ctx.db
        .insert(announcements)
        .values({ ...values, number: sql`next_number(${ctx.guildId}, 'announcement')` })
        .returning({ number: announcements.number }),
    ],
    signals: [
      {
        type: 'announcement.changed',
        subject,
        data: { announcement: view, change: 'created' },
        patches: [
          {
            path: ['announcement', 'number'],
            value: sql`(select number from announcements where id = ${id}::uuid)`,
          },
        ],
      },
    ],
    audit: [{ action: 'announcements.create', target: subject, after }],
  });
  const made = results.at(-1) as { number: number }[];
  return { ...values, number: made[0]?.number ?? 0 };
}
