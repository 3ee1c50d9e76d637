import { and, asc, eq, gt, notInArray } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import {
  type AttachmentRow,
  conversationMessages,
  conversationsSettings,
  findFiles,
  type MessageRow,
} from '../../../conversations/public.ts';
import { findCategoryRow } from '../../find-category.ts';
import type { Ticket } from '../../views.ts';
import type { Audience, TranscriptEntry, TranscriptHead } from './document.ts';

/** What was said, with its files. */
export interface Said {
  message: MessageRow;
  files: AttachmentRow[];
}

/** Longer talks are no tickets; their end is in the conversation itself. */
const MOST = 20_000;
const PAGE = 1_000;
/** On its way to the member. */
const ON_ITS_WAY: readonly MessageRow['state'][] = ['queued', 'sending'];
/** What the member gets to see: neither notes nor what was taken back or failed for good. */
const SHOWN: readonly MessageRow['state'][] = ['received', 'sent', 'seen', 'unreachable', ...ON_ITS_WAY];
const NEVER_SAID: MessageRow['state'][] = ['scheduled', 'cancelled'];

/** Everything that was said in a ticket, in order. */
export async function gatherSaid(ctx: ActionContext, ticketId: string): Promise<Said[]> {
  const said: Said[] = [];
  let after = 0;
  for (let more = true; more && said.length < MOST; ) {
    const messages = await ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.conversationId, ticketId),
          gt(conversationMessages.sequence, after),
          notInArray(conversationMessages.state, NEVER_SAID),
        ),
      )
      .orderBy(asc(conversationMessages.sequence))
      .limit(PAGE);
    const files = await findFiles(
      ctx,
      messages.map(({ id }) => id),
    );
    for (const message of messages)
      said.push({ message, files: files.filter(({ messageId }) => messageId === message.id) });
    after = messages.at(-1)?.sequence ?? after;
    more = messages.length === PAGE;
  }
  return said;
}

/** Whether somebody may be told of a message. */
export const isFor = (audience: Audience, { direction, state, deletedAt }: MessageRow): boolean =>
  audience === 'team' ||
  ((direction === 'in' || direction === 'out') && SHOWN.includes(state) && deletedAt === null);

/** How the team is called towards the member, who may not be told each name; undefined where they may. */
export async function maskOf(ctx: ActionContext, audience: Audience): Promise<string | undefined> {
  if (audience === 'team') return undefined;
  const { identity, teamName } = await ctx.settings(conversationsSettings);
  return identity === 'named' ? undefined : teamName || 'The team';
}

export async function headOf(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  {
    audience,
    edition,
    mask,
    serverName,
  }: {
    audience: Audience;
    edition: number;
    mask: string | undefined;
    serverName: string;
  },
): Promise<TranscriptHead> {
  const category = ticket.categoryId ? await findCategoryRow(ctx, ticket.categoryId) : undefined;
  const isOwnClose = ticket.closedBy === `user:${conversation.personId}`;
  return {
    server: { id: ctx.guildId, name: serverName },
    ticket: {
      id: ticket.id,
      number: conversation.number,
      subject: conversation.subject,
      status: ticket.status,
      person: { id: conversation.personId, name: conversation.personName },
      category: category?.name ?? null,
      assignee: conversation.assigneeName && (mask ?? conversation.assigneeName),
      priority: conversation.priority,
      tags: audience === 'team' ? conversation.tags : [],
      answers: ticket.answers,
      openedAt: ticket.createdAt.toISOString(),
      closedAt: ticket.closedAt?.toISOString() ?? null,
      closedBy: ticket.closedByName && (isOwnClose ? ticket.closedByName : (mask ?? ticket.closedByName)),
      closeReason: ticket.closeReason,
    },
    audience,
    edition,
    madeAt: ctx.now().toISOString(),
  };
}

/** `hashes`: of the kept copies, by the file's id. */
export function entryOf(
  { message, files }: Said,
  { mask, hashes }: { mask: string | undefined; hashes: ReadonlyMap<string, string> },
): TranscriptEntry {
  const isMasked = mask !== undefined && message.authorKind === 'staff';
  return {
    id: message.id,
    at: (message.sentAt ?? message.createdAt).toISOString(),
    direction: message.direction,
    author: {
      id: isMasked ? null : message.authorId,
      name: isMasked ? mask : message.authorName,
      kind: message.authorKind,
    },
    content: message.content,
    editedAt: message.editedAt?.toISOString() ?? null,
    deletedAt: message.deletedAt?.toISOString() ?? null,
    files: files.map(({ id, filename, contentType, size, state, lostReason }) => ({
      id,
      filename,
      contentType,
      size,
      sha256: hashes.get(id) ?? null,
      lostReason: hashes.has(id)
        ? null
        : (lostReason ?? (state === 'pending' ? 'It was not copied yet.' : 'The copy is gone.')),
    })),
  };
}

/** Whether something of it may still change by itself: a message that is on its way, or a file that is being copied. */
export const isUnsettled = (said: readonly Said[]): boolean =>
  said.some(
    ({ message, files }) =>
      (message.direction === 'out' && ON_ITS_WAY.includes(message.state)) ||
      files.some(({ state }) => state === 'pending'),
  );
