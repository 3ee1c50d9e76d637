import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel, actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, DeniedError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import {
  type InboundAttachment,
  openConversation,
  openingMessage,
  upsertReach,
} from '../../conversations/public.ts';
import { OPEN, WRITE } from '../access.ts';
import { explainFull, limitStatements, requireMayOpen } from '../desk/limits/may-open.ts';
import { findCategory } from '../find-category.ts';
import { loadTicket } from '../find-ticket.ts';
import type { TicketSource } from '../model.ts';
import { placeFor } from '../opening/place.ts';
import { readAnswers } from '../opening/read-answers.ts';
import { DiscordId, FirstMessage, Subject } from '../schemas.ts';
import { ticketsSettings } from '../settings.ts';
import { tickets } from '../tables.ts';
import { ticketSubject, type toldOf } from '../told.ts';
import type { CategoryRow, Ticket, TicketRow } from '../views.ts';

export const OpenTicketInput = v.object({
  subject: Subject,
  message: FirstMessage,
  /** Id or name. */
  category: v.optional(v.nullable(v.pipe(v.string('Give a category.'), v.maxLength(100)))),
  /** By the id of each question of the category. */
  answers: v.optional(v.record(v.string(), v.string('Give a text.')), {}),
});

export interface OpenTicketMore {
  person: { id: string; name: string; avatar?: string | null };
  source: TicketSource;
  /** Where it was asked for: its place, if neither category nor settings say one. */
  askedIn?: string | null;
  attachments?: InboundAttachment[];
  /** The same key, the same ticket: a repeat gives what was opened the first time. */
  key?: string;
}

/** For so long whoever opened it makes the place in Discord themselves; then the job takes over. Milliseconds. */
export const HEAD_START_MS = 30_000;

/**
 * Opens a ticket with its first message in one transaction: there is all of it or nothing. Its place in Discord is
 * made afterwards, by `completeTicket`, at once by whoever calls and else by a job; without it the ticket is as good
 * by direct message and on the web. Throws DeniedError and
 * LimitError for who may open none, InputError for unanswered questions.
 */
export async function openTicket(
  ctx: ActionContext,
  raw: v.InferInput<typeof OpenTicketInput>,
  more: OpenTicketMore,
): Promise<Ticket & { created: boolean }> {
  const { person, source, key } = more;
  const isOwn = actorUserId(ctx.actor) === person.id;
  const access = isOwn ? OPEN : WRITE;
  await ctx.require(access, 'write');
  const input = parseInput(OpenTicketInput, raw);
  parseInput(v.object({ personId: DiscordId }), { personId: person.id });
  const id = key ? await derivedUuid(`ticket:${ctx.guildId}:${key}`) : ctx.newId();
  const before = key ? await loadTicket(ctx, id) : undefined;
  if (before) return { ...before, created: false };
  if (isOwn) {
    await requireOpener(ctx);
    await requireMayOpen(ctx, person.id);
  }
  const category = input.category ? await findCategory(ctx, input.category) : undefined;
  if (category?.archivedAt)
    throw new ConflictError('archived', 'No more tickets are opened in this category. Choose another one.');
  const answers = readAnswers(category?.form ?? [], input.answers);
  const ticket = await newRow(ctx, { id, category, answers, more });
  const { replies } = await ctx.settings(ticketsSettings);
  const subject = ticketSubject(id);
  const draft = draftOf(ticket, input.subject, person);
  const number = sql`(select number from conversations where id = ${id}::uuid)`;
  const limits = isOwn ? await limitStatements(ctx, person.id) : [];
  const opening = openConversation(
    ctx,
    {
      id,
      feature: 'tickets',
      person,
      transport: ticket.channelId ? 'thread' : 'dm',
      subject: input.subject,
      hasCards: replies === 'cards',
      first: await openingMessage(ctx, {
        author: person,
        content: input.message,
        transport: source === 'web' ? 'web' : ticket.channelId ? 'thread' : 'dm',
        channelId: null,
        discordMessageId: null,
        attachments: more.attachments ?? [],
      }),
      auditAs: () => ({ action: 'tickets.open', target: subject, after: draft }),
      extra: {
        statements: [
          ...limits,
          ctx.db.insert(tickets).values(ticket),
          upsertReach(ctx, person.id, { inGuild: 'yes' }),
        ],
        signals: [
          {
            type: 'ticket.opened',
            subject,
            data: { ticket: draft, message: input.message },
            patches: [{ path: ['ticket', 'number'], value: number }],
          },
        ],
        jobs: ticket.channelId
          ? [{ name: 'tickets.complete', payload: { ticketId: id }, runAt: ticket.setupAt ?? ctx.now() }]
          : [],
      },
    },
    access,
  );
  try {
    const { conversation } = await explainFull(opening);
    return { ticket, conversation, created: true };
  } catch (error) {
    // Somebody opened it by the same key at the same moment.
    const other = key ? await loadTicket(ctx, id) : undefined;
    if (!other) throw error;
    return { ...other, created: false };
  }
}

async function requireOpener(ctx: ActionContext): Promise<void> {
  const { openRoles } = await ctx.settings(ticketsSettings);
  const { actor } = ctx;
  if (openRoles.length === 0 || actor.kind !== 'user') return;
  if (openRoles.some((id) => actor.roleIds.includes(id))) return;
  // Who works on tickets may open one to see how it is.
  await ctx.require(WRITE).catch(() => {
    const roles = openRoles.map((id) => `<@&${id}>`).join(', ');
    throw new DeniedError(`Tickets can be opened by members with one of these roles: ${roles}.`);
  });
}

async function newRow(
  ctx: ActionContext,
  {
    id,
    category,
    answers,
    more,
  }: {
    id: string;
    category: CategoryRow | undefined;
    answers: TicketRow['answers'];
    more: OpenTicketMore;
  },
): Promise<TicketRow> {
  const at = ctx.now();
  const place = await placeFor(ctx, category, more.askedIn ?? null);
  return {
    id,
    guildId: ctx.guildId,
    status: 'open',
    assigneeId: null,
    priority: 'normal',
    lastMessageAt: at,
    source: more.source,
    categoryId: category?.id ?? null,
    personId: more.person.id,
    openedBy: actorLabel(ctx.actor),
    openedByName: ctx.actor.name,
    answers,
    ...place,
    threadId: null,
    starterMessageId: null,
    starterChannelId: null,
    setupError: null,
    setupAttempts: 0,
    setupToken: null,
    setupUntil: null,
    setupAt: place.channelId ? new Date(at.getTime() + (more.source === 'api' ? 0 : HEAD_START_MS)) : null,
    shownVersion: '',
    mirroredSequence: 0,
    threadGoneAt: null,
    pollCursor: null,
    polledAt: null,
    pollAt: null,
    closedAt: null,
    closedBy: null,
    closedByName: null,
    closeReason: '',
    closeRequestedAt: null,
    closeRequestedBy: null,
    closeRequestedByName: null,
    staleWarnedAt: null,
    staleAt: null,
    firstResponseAt: null,
    firstResponseBy: null,
    firstResponseByName: null,
    firstResponseMs: null,
    clockSince: null,
    clockUsedMs: 0,
    firstResponseDueAt: null,
    resolutionDueAt: null,
    clockTold: [],
    clockAt: null,
    breachWarnedAt: null,
    breachedAt: null,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

const draftOf = (
  ticket: TicketRow,
  subject: string,
  { name: personName }: { name: string },
): ReturnType<typeof toldOf> => ({
  id: ticket.id,
  number: 0,
  subject,
  status: ticket.status,
  source: ticket.source,
  categoryId: ticket.categoryId,
  personId: ticket.personId,
  personName,
  assigneeId: null,
  assigneeName: null,
  priority: 'normal',
  tags: [],
  threadId: null,
});
