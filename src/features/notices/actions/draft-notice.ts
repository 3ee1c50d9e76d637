import { and, eq } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { findNotice } from '../find-notice.ts';
import type { NoticeRow } from '../notice-view.ts';
import { planNotice } from '../plan-notice.ts';
import type { RaiseInput, UpdateInput } from '../schemas.ts';
import { isOver } from '../states.ts';
import { type DraftedNotice, noticeDrafts } from '../tables.ts';
import { raiseNotice } from './raise-notice.ts';
import { planUpdate, updateNotice } from './update-notice.ts';

export interface Draft {
  id: string;
  /** The notice as it would be shown; its number is 0 while it has none. */
  notice: NoticeRow;
  isNew: boolean;
}

/** Keeps what somebody wants to announce until they have seen it and say yes. Checked like the notice itself. */
export async function draftNotice(ctx: ActionContext, input: RaiseInput): Promise<Draft> {
  const notice = await previewNotice(ctx, input);
  return { id: await keep(ctx, { kind: 'raise', input }), notice, isNew: true };
}

/** The same for what somebody wants to say about a notice. */
export async function draftUpdate(ctx: ActionContext, reference: string, input: UpdateInput): Promise<Draft> {
  await ctx.require('notices:read', 'write');
  const row = await findNotice(ctx, reference);
  const { set } = await planUpdate(ctx, row, input);
  const draft = { kind: 'update' as const, noticeId: row.id, version: row.version, input };
  return { id: await keep(ctx, draft), notice: { ...row, ...set, updatedAt: ctx.now() }, isNew: false };
}

/** A notice as it would be shown, without a number. Writes and posts nothing. */
export async function previewNotice(ctx: ActionContext, input: RaiseInput): Promise<NoticeRow> {
  const plan = await planNotice(ctx, input);
  const at = ctx.now();
  return {
    ...plan,
    id: ctx.newId(),
    guildId: ctx.guildId,
    number: 0,
    count: 1,
    escalations: 0,
    dueAt: null,
    acknowledgedBy: null,
    acknowledgedByName: null,
    endedAt: isOver(plan.state) ? at : null,
    version: 0,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: at,
    updatedAt: at,
  };
}

/** Says yes to a draft. Taking it out is part of the same transaction, so of two clicks one counts. */
export async function postDraft(ctx: ActionContext, id: string): Promise<{ row: NoticeRow; isNew: boolean }> {
  await ctx.require('notices:read', 'write');
  const draft = await findDraft(ctx, id);
  const taken = [requireChange(ctx.db.delete(noticeDrafts).where(ownDraft(ctx, id)).getSQL(), 'draft-gone')];
  if (draft.kind === 'raise') return raiseNotice(ctx, draft.input, taken);
  const { noticeId, version, input } = draft;
  return { row: await updateNotice(ctx, noticeId, input, { version, statements: taken }), isNew: false };
}

export async function discardDraft(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require('notices:read', 'write');
  await findDraft(ctx, id);
  await ctx.db.delete(noticeDrafts).where(ownDraft(ctx, id));
}

async function findDraft(ctx: ActionContext, id: string): Promise<DraftedNotice> {
  const [row] = isUuid(id) ? await ctx.db.select().from(noticeDrafts).where(ownDraft(ctx, id)) : [];
  if (row) return row.draft;
  throw new NotFoundError(
    'This draft is gone: it was posted, discarded, or is older than a day. Start again with `/notice`.',
  );
}

/** Whoever wrote it says yes to it: what somebody else may not post they can't confirm for them. */
const ownDraft = (ctx: ActionContext, id: string) =>
  and(
    eq(noticeDrafts.guildId, ctx.guildId),
    eq(noticeDrafts.id, id),
    eq(noticeDrafts.createdBy, actorLabel(ctx.actor)),
  );

async function keep(ctx: ActionContext, draft: DraftedNotice): Promise<string> {
  const id = ctx.newId();
  await ctx.db
    .insert(noticeDrafts)
    .values({ id, guildId: ctx.guildId, draft, createdBy: actorLabel(ctx.actor), createdAt: ctx.now() });
  return id;
}
