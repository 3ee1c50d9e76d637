import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { authorOf } from '../author.ts';
import { eventRow } from '../event-row.ts';
import { findConversation } from '../find-conversation.ts';
import type { CONVERSATION_STATES, Priority, RouteReason, Transport } from '../model.ts';
import { openKeyFor } from '../open-key.ts';
import { requireOwnChannel } from '../own-channel.ts';
import { loadReach } from '../reach.ts';
import type { ConversationChange } from '../signals.ts';
import { conversationMessages, conversations } from '../tables.ts';
import { type ConversationRow, conversationView } from '../views.ts';

const WRITE: Permission = 'conversations:write';

interface StateChange {
  /** As in the audit action `conversations.<verb>`. */
  verb: string;
  said: ConversationChange;
  set: Partial<ConversationRow>;
  /** A sentence for the timeline; absent where it would only be noise. */
  event?: string;
  extra?: Partial<Change> | undefined;
}

/**
 * Writes one change of a conversation with its signal, its audit row and its line in the timeline, all or nothing.
 * Throws ConflictError when somebody changed the conversation since it was loaded.
 */
export async function writeChange(
  ctx: ActionContext,
  row: ConversationRow,
  { verb, said, set, event, extra = {} }: StateChange,
): Promise<ConversationRow> {
  const after = { ...row, ...set, version: row.version + 1, updatedAt: ctx.now() };
  const update = ctx.db
    .update(conversations)
    .set({ ...set, version: row.version + 1, updatedAt: after.updatedAt })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, row.id),
        eq(conversations.version, row.version),
      ),
    );
  const subject = `conversation:${row.id}`;
  await ctx.commit({
    statements: [
      requireChange(update.getSQL(), 'conversation-changed'),
      ...(event ? [ctx.db.insert(conversationMessages).values(eventRow(ctx, row, event, said))] : []),
      ...(extra.statements ?? []),
    ],
    signals: [
      {
        type: 'conversation.changed',
        subject,
        data: { conversation: conversationView(after), change: said },
      },
      ...(extra.signals ?? []),
    ],
    audit: [
      {
        action: `conversations.${verb}`,
        target: subject,
        before: pick(row, set),
        after: pick(after, set),
      },
      ...(extra.audit ?? []),
    ],
    jobs: extra.jobs ?? [],
  });
  return after;
}

const pick = (row: ConversationRow, set: Partial<ConversationRow>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(set).map((key) => [key, row[key as keyof ConversationRow]]));

const who = (ctx: ActionContext): string => authorOf(ctx.actor).name;

/** Gives the conversation to somebody, or to nobody. `reason` is kept and shown. */
export async function assignConversation(
  ctx: ActionContext,
  reference: string,
  assignee: { id: string; name: string } | null,
  { reason, extra }: { reason?: RouteReason; extra?: Partial<Change> } = {},
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
  { reason = '', extra }: { reason?: string; extra?: Partial<Change> } = {},
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
  { extra, ...given }: { openKey?: string | null; extra?: Partial<Change> } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  if (row.mergedIntoId)
    throw new ConflictError('merged', `#${row.number} was merged into another conversation. Open that one.`);
  if (row.state !== 'closed') throw new ConflictError('not-closed', `#${row.number} is not closed.`);
  const openKey = given.openKey === undefined ? openKeyFor(row.feature, row.personId) : given.openKey;
  if (openKey) {
    const [other] = await ctx.db
      .select({ number: conversations.number })
      .from(conversations)
      .where(
        and(
          eq(conversations.guildId, ctx.guildId),
          eq(conversations.feature, row.feature),
          eq(conversations.openKey, openKey),
        ),
      );
    if (other)
      throw new ConflictError(
        'conversation-open',
        `The person has an open conversation, #${other.number}. Go on there.`,
      );
  }
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
  { extra }: { extra?: Partial<Change> } = {},
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
  state?: (typeof CONVERSATION_STATES)[number];
  extra?: Partial<Change>;
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

/** Lets the talk go on elsewhere; what was said stays in the one timeline. Asks Discord whether a channel is this server's. */
export async function moveConversation(
  ctx: ActionContext,
  reference: string,
  place: { transport: Transport; channelId?: string | null },
  { extra }: { extra?: Partial<Change> } = {},
  access: Permission = WRITE,
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  const set = { transport: place.transport, channelId: await channelOf(ctx, row, place) };
  return writeChange(ctx, row, {
    verb: 'move',
    said: 'moved',
    set,
    event: `${who(ctx)} moved this to ${PLACES[place.transport]}.`,
    extra: {
      ...extra,
      statements: [
        ...(extra?.statements ?? []),
        sql`update conversations set outbox_version = outbox_version + 1 where guild_id = ${ctx.guildId} and id = ${row.id}::uuid`,
      ],
    },
  });
}

async function channelOf(
  ctx: ActionContext,
  { personId }: ConversationRow,
  { transport, channelId }: { transport: Transport; channelId?: string | null },
): Promise<string | null> {
  if (transport === 'web') return null;
  if (transport === 'dm') return (await loadReach(ctx, personId))?.dmChannelId ?? null;
  if (!channelId) throw new InputError('channelId: Say which.', { channelId: 'This is required.' });
  await requireOwnChannel(ctx, channelId);
  return channelId;
}

const PLACES: Record<Transport, string> = {
  dm: 'direct messages',
  thread: 'a private thread',
  channel: 'a channel',
  web: 'the web page',
};
