import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { findConversation } from '../find-conversation.ts';
import type { ConversationState, Priority, RouteReason } from '../model.ts';
import { openKeyFor } from '../open-key.ts';
import { refuseOtherOpen } from '../other-open.ts';
import type { ConversationRow } from '../views.ts';
import { type ChangeExtra, who, writeChange } from '../write-change.ts';

const WRITE: Permission = 'conversations:write';

/** Gives the conversation to somebody, or to nobody. `reason` is kept and shown. */
export async function assignConversation(
  ctx: ActionContext,
  reference: string,
  assignee: { id: string; name: string } | null,
  { reason, extra }: { reason?: RouteReason; extra?: ChangeExtra } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  const byHand = { rule: 'by-hand', text: `${who(ctx)} decided it.` };
  return writeChange(ctx, row, {
    verb: assignee ? 'assign' : 'unassign',
    said: assignee ? 'assigned' : 'unassigned',
    set: {
      assigneeId: assignee?.id ?? null,
      assigneeName: assignee?.name ?? null,
      routeReason: reason ?? byHand,
    },
    event: assignee
      ? `${who(ctx)} gave this to ${assignee.name}.`
      : `${who(ctx)} put this back into the queue.`,
    extra,
  });
}

export async function closeConversation(
  ctx: ActionContext,
  reference: string,
  { reason = '', extra }: { reason?: string; extra?: ChangeExtra } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  if (row.state === 'closed') throw new ConflictError('closed', `#${row.number} is closed already.`);
  return writeChange(ctx, row, {
    verb: 'close',
    said: 'closed',
    set: { state: 'closed', closedAt: ctx.now(), openKey: null, snoozedUntil: null },
    event: reason ? `${who(ctx)} closed this: ${reason}` : `${who(ctx)} closed this.`,
    extra,
  });
}

/** `openKey` as in openConversation, by default the feature's own; a conversation that is open under it is in the way. */
export async function reopenConversation(
  ctx: ActionContext,
  reference: string,
  { extra, ...given }: { openKey?: string | null; extra?: ChangeExtra } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  if (row.mergedIntoId)
    throw new ConflictError('merged', `#${row.number} was merged into another conversation. Open that one.`);
  if (row.state !== 'closed') throw new ConflictError('not-closed', `#${row.number} is not closed.`);
  const openKey = given.openKey === undefined ? openKeyFor(row.feature, row.personId) : given.openKey;
  if (openKey) await refuseOtherOpen(ctx, row, openKey);
  return writeChange(ctx, row, {
    verb: 'reopen',
    said: 'reopened',
    set: { state: 'open', closedAt: null, openKey },
    event: `${who(ctx)} opened this again.`,
    extra,
  });
}

/** Puts it aside until a time or until the person writes. */
export async function snoozeConversation(
  ctx: ActionContext,
  reference: string,
  until: Date,
  { extra }: { extra?: ChangeExtra } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  if (row.state === 'closed')
    throw new ConflictError('closed', `#${row.number} is closed. Open it again first.`);
  if (until <= ctx.now())
    throw new InputError('until: Give a time to come.', { until: 'Give a time to come.' });
  return writeChange(ctx, row, {
    verb: 'snooze',
    said: 'snoozed',
    set: { state: 'snoozed', snoozedUntil: until },
    event: `${who(ctx)} put this aside.`,
    extra: {
      ...extra,
      jobs: [
        ...(extra?.jobs ?? []),
        { name: 'conversations.wake', payload: { conversationId: row.id }, runAt: until },
      ],
    },
  });
}

/** Wakes a conversation whose time has come; one that was woken, closed or put aside anew is left alone. */
export async function wakeConversation(ctx: ActionContext, conversationId: string): Promise<void> {
  await ctx.require(WRITE);
  const row = await findConversation(ctx, conversationId);
  if (row.state !== 'snoozed' || !row.snoozedUntil || row.snoozedUntil > ctx.now()) return;
  await writeChange(ctx, row, {
    verb: 'wake',
    said: 'woken',
    set: { state: 'open', snoozedUntil: null },
    event: 'The time has come to look at this again.',
  });
}

export interface ConversationEdit {
  subject?: string;
  tags?: string[];
  priority?: Priority;
  state?: ConversationState;
  extra?: ChangeExtra;
}

/** Changes subject, tags, priority, or sets it open or waiting. */
export async function editConversation(
  ctx: ActionContext,
  reference: string,
  { extra, ...set }: ConversationEdit,
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  if (set.state && !['open', 'waiting'].includes(set.state))
    throw new InputError('state: Close or snooze it by the action of that name.', {
      state: 'open or waiting',
    });
  if (set.state && row.state === 'closed')
    throw new ConflictError('closed', `#${row.number} is closed. Open it again first.`);
  return writeChange(ctx, row, {
    verb: 'edit',
    said: 'edited',
    set: { ...set, ...(set.state ? { snoozedUntil: null } : {}) },
    extra,
  });
}
