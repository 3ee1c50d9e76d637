import { and, eq } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { chooseZone, planMessage, planTiming } from '../plan.ts';
import type { StoredTarget, Target } from '../schemas.ts';
import { announcementDrafts } from '../tables.ts';
import { storeTarget } from '../target.ts';

export type DraftRow = typeof announcementDrafts.$inferSelect;

const EMPTY = { content: '', embed: null, pings: [] };

export interface BeginDraftInput {
  name: string;
  when: string;
  timeZone?: string | undefined;
  /** Checked when the message is written; a webhook's address comes with it. */
  target: StoredTarget;
  pings: string[];
}

/** Begins a draft with what the command said; its message is written next, in a form. Asks nothing outside. */
export async function beginDraft(ctx: ActionContext, input: BeginDraftInput): Promise<DraftRow> {
  await ctx.require('announcements:manage');
  if (input.pings.length > 0) await ctx.require('announcements:ping');
  const timeZone = await chooseZone(ctx, input.timeZone);
  return insertDraft(ctx, {
    announcementId: null,
    version: null,
    name: input.name,
    message: { ...EMPTY, pings: input.pings },
    target: input.target,
    timing: planTiming(ctx, input.when, timeZone),
    timeZone,
  });
}

/** Begins a draft that changes an announcement. */
export async function beginEdit(
  ctx: ActionContext,
  reference: string,
  change: Partial<BeginDraftInput>,
): Promise<DraftRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  const timeZone = change.timeZone === undefined ? row.timeZone : await chooseZone(ctx, change.timeZone);
  const pings = change.pings ?? row.message.pings;
  if (pings.length > 0) await ctx.require('announcements:ping');
  return insertDraft(ctx, {
    announcementId: row.id,
    version: row.version,
    name: change.name ?? row.name,
    message: { ...row.message, pings },
    target: change.target ?? row.target,
    timing: change.when === undefined ? row.timing : planTiming(ctx, change.when, timeZone),
    timeZone,
  });
}

/** Puts the message into a draft that was begun, and checks where it goes: asks Discord about a channel. */
export async function writeDraft(
  ctx: ActionContext,
  id: string,
  { message, webhookUrl }: { message: unknown; webhookUrl?: string },
): Promise<DraftRow> {
  await ctx.require('announcements:manage');
  const draft = await findDraft(ctx, id);
  const written = { ...(message as object), pings: draft.message.pings };
  const target = webhookUrl ? { kind: 'webhook' as const, url: webhookUrl } : openTarget(draft.target);
  const set = {
    message: await planMessage(ctx, written),
    target: target ? await storeTarget(ctx, target) : draft.target,
  };
  await ctx.db
    .update(announcementDrafts)
    .set(set)
    .where(and(eq(announcementDrafts.guildId, ctx.guildId), eq(announcementDrafts.id, draft.id)));
  return { ...draft, ...set };
}

export async function discardDraft(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require('announcements:manage');
  const draft = await findDraft(ctx, id);
  await ctx.db
    .delete(announcementDrafts)
    .where(and(eq(announcementDrafts.guildId, ctx.guildId), eq(announcementDrafts.id, draft.id)));
}

/** A draft of this server. Throws NotFoundError for one that was saved, discarded, or is older than a day. */
export async function findDraft(ctx: ActionContext, id: string): Promise<DraftRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(announcementDrafts)
        .where(and(eq(announcementDrafts.guildId, ctx.guildId), eq(announcementDrafts.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError(
    'This draft is gone: it was saved, discarded, or is older than a day. Start again with `/announce create` or `/announce edit`.',
  );
}

async function insertDraft(
  ctx: ActionContext,
  parts: Omit<DraftRow, 'id' | 'guildId' | 'createdBy' | 'createdByName' | 'createdAt'>,
): Promise<DraftRow> {
  const row: DraftRow = {
    ...parts,
    id: ctx.newId(),
    guildId: ctx.guildId,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
  };
  await ctx.db.insert(announcementDrafts).values(row);
  return row;
}

/** A stored target to be checked again; a webhook's address was checked when it was sealed. */
const openTarget = (target: StoredTarget): Target | undefined =>
  target.kind === 'webhook' ? undefined : target;
