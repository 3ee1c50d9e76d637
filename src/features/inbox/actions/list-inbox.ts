import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { pageQuery } from '../../../core/http/cursor.ts';
import { parseInput } from '../../../core/parse-input.ts';
import {
  type ConversationRow,
  conversations,
  listConversations,
  unreadBy,
  unreadCounts,
} from '../../conversations/public.ts';
import { findView } from '../find-desk.ts';
import { UserId } from '../schemas.ts';
import { leads } from '../tables.ts';
import { ViewFilter } from '../view-filter.ts';
import type { LeadRow } from '../views.ts';

export const ListInboxInput = v.object({
  ...ViewFilter.entries,
  view: v.optional(v.pipe(v.string(), v.description('Id of a saved view; what else is given narrows it.'))),
  reader: v.optional(v.pipe(UserId, v.description('Whose unread messages count; absent: one’s own.'))),
  ...pageQuery,
});

export interface InboxEntry {
  conversation: ConversationRow;
  lead: LeadRow | undefined;
  /** Messages of the person that the reader has not read; null where there is no reader. */
  unread: number | null;
}

const OPEN = ['open', 'waiting'] as const;

/** Conversations of the inbox, the last message first: by default those that are open or wait for the person. */
export async function listInbox(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListInboxInput>,
): Promise<{ entries: InboxEntry[]; next: string | null }> {
  await ctx.require('inbox:read');
  const given = parseInput(ListInboxInput, raw);
  const saved = given.view ? (await findView(ctx, given.view)).filter : {};
  const { state, assignee, tag, status, unread, q } = { ...saved, ...given };
  const reader = given.reader ?? actorUserId(ctx.actor);
  if ((unread || assignee === 'me') && !reader) {
    throw new InputError('Say whose by `reader`: a program has read nothing and owns nothing.', {
      reader: 'This is required.',
    });
  }
  const states = state === 'any' ? undefined : state ? [state] : q ? undefined : OPEN;
  const { rows, next } = await listConversations(
    ctx,
    {
      feature: 'inbox',
      states,
      tag,
      words: q,
      assigneeId: assignee === 'nobody' ? 'none' : assignee === 'me' ? reader : assignee,
      also: and(
        status ? withLead(ctx, status) : undefined,
        unread && reader ? unreadBy(ctx, reader, states) : undefined,
      ),
    },
    { limit: given.limit, cursor: given.cursor },
    'inbox:read',
  );
  return { entries: await entriesOf(ctx, rows, reader), next };
}

/** Conversations with their leads and what somebody has not read of them: one round trip each. */
export async function entriesOf(
  ctx: ActionContext,
  rows: readonly ConversationRow[],
  reader: string | undefined,
): Promise<InboxEntry[]> {
  if (rows.length === 0) return [];
  const people = [...new Set(rows.map(({ personId }) => personId))];
  const [found, counts] = await Promise.all([
    ctx.db
      .select()
      .from(leads)
      .where(and(eq(leads.guildId, ctx.guildId), inArray(leads.personId, people))),
    reader
      ? unreadCounts(
          ctx,
          rows.map(({ id }) => id),
          reader,
        )
      : undefined,
  ]);
  const byPerson = new Map(found.map((lead) => [lead.personId, lead]));
  return rows.map((conversation) => ({
    conversation,
    lead: byPerson.get(conversation.personId),
    unread: counts ? (counts.get(conversation.id) ?? 0) : null,
  }));
}

const withLead = (ctx: ActionContext, status: LeadRow['status']): SQL => sql`exists (select 1 from ${leads}
  where ${leads.guildId} = ${ctx.guildId} and ${leads.personId} = ${conversations.personId} and ${leads.status} = ${status})`;
