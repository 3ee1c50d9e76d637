import * as v from 'valibot';
import type { ConversationRow } from '../conversations/public.ts';
import { PRIORITIES } from '../conversations/public.ts';
import { PANEL_STYLES, SETUP_STATES, TICKET_SOURCES, TICKET_STATUSES } from './model.ts';
import type { ticketCategories, ticketPanels, tickets } from './tables.ts';

export type TicketRow = typeof tickets.$inferSelect;
export type CategoryRow = typeof ticketCategories.$inferSelect;
export type PanelRow = typeof ticketPanels.$inferSelect;
/** A ticket is both rows. */
export interface Ticket {
  ticket: TicketRow;
  conversation: ConversationRow;
}

const time = v.nullable(v.pipe(v.string(), v.description('ISO 8601, UTC.')));

export const TicketView = v.object({
  id: v.pipe(v.string(), v.description('Also the id of the conversation, which has the timeline.')),
  number: v.number(),
  subject: v.string(),
  status: v.picklist(TICKET_STATUSES),
  source: v.picklist(TICKET_SOURCES),
  categoryId: v.nullable(v.string()),
  personId: v.string(),
  personName: v.string(),
  openedByName: v.string(),
  assigneeId: v.nullable(v.string()),
  assigneeName: v.nullable(v.string()),
  tags: v.array(v.string()),
  priority: v.picklist(PRIORITIES),
  preview: v.string(),
  answers: v.array(v.object({ question: v.string(), label: v.string(), value: v.string() })),
  isPrivate: v.boolean(),
  channelId: v.nullable(v.string()),
  threadId: v.nullable(v.string()),
  messageId: v.pipe(v.nullable(v.string()), v.description('The ticket’s own message in Discord.')),
  setup: v.object({
    state: v.pipe(v.picklist(SETUP_STATES), v.description('How far its place in Discord is.')),
    error: v.nullable(v.object({ step: v.string(), discordCode: v.optional(v.number()), text: v.string() })),
  }),
  threadGoneAt: time,
  closedAt: time,
  closedByName: v.nullable(v.string()),
  closeReason: v.string(),
  closeRequestedAt: time,
  firstResponseAt: time,
  firstResponseDueAt: time,
  resolutionDueAt: time,
  lastMessageAt: v.string(),
  createdAt: v.string(),
  version: v.pipe(v.number(), v.description('Of the conversation; grows with every change of it.')),
});
export type TicketView = v.InferOutput<typeof TicketView>;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const ticketView = ({ ticket, conversation }: Ticket): TicketView => ({
  id: ticket.id,
  number: conversation.number,
  subject: conversation.subject,
  status: ticket.status,
  source: ticket.source,
  categoryId: ticket.categoryId,
  personId: conversation.personId,
  personName: conversation.personName,
  openedByName: ticket.openedByName,
  assigneeId: conversation.assigneeId,
  assigneeName: conversation.assigneeName,
  tags: conversation.tags,
  priority: conversation.priority,
  preview: conversation.preview,
  answers: ticket.answers,
  isPrivate: ticket.isPrivate,
  channelId: ticket.channelId,
  threadId: ticket.threadId,
  messageId: ticket.starterMessageId,
  setup: { state: ticket.setupState, error: ticket.setupError },
  threadGoneAt: iso(ticket.threadGoneAt),
  closedAt: iso(ticket.closedAt),
  closedByName: ticket.closedByName,
  closeReason: ticket.closeReason,
  closeRequestedAt: iso(ticket.closeRequestedAt),
  firstResponseAt: iso(ticket.firstResponseAt),
  firstResponseDueAt: iso(ticket.firstResponseDueAt),
  resolutionDueAt: iso(ticket.resolutionDueAt),
  lastMessageAt: conversation.lastMessageAt.toISOString(),
  createdAt: ticket.createdAt.toISOString(),
  version: conversation.version,
});

const QuestionView = v.object({
  id: v.string(),
  label: v.string(),
  description: v.optional(v.string()),
  style: v.picklist(['short', 'long', 'select']),
  placeholder: v.optional(v.string()),
  required: v.boolean(),
  minLength: v.optional(v.number()),
  maxLength: v.optional(v.number()),
  options: v.optional(v.array(v.string())),
});

export const CategoryView = v.object({
  id: v.string(),
  name: v.string(),
  emoji: v.nullable(v.string()),
  description: v.string(),
  channelId: v.nullable(v.string()),
  staffRoleIds: v.array(v.string()),
  pingRoleIds: v.array(v.string()),
  form: v.array(QuestionView),
  isPrivate: v.boolean(),
  position: v.number(),
  archivedAt: time,
});
export type CategoryView = v.InferOutput<typeof CategoryView>;

export const categoryView = (row: CategoryRow): CategoryView => ({
  id: row.id,
  name: row.name,
  emoji: row.emoji,
  description: row.description,
  channelId: row.channelId,
  staffRoleIds: row.staffRoleIds,
  pingRoleIds: row.pingRoleIds,
  form: row.form,
  isPrivate: row.isPrivate,
  position: row.position,
  archivedAt: iso(row.archivedAt),
});

export const PanelView = v.object({
  id: v.string(),
  channelId: v.string(),
  messageId: v.nullable(v.string()),
  title: v.string(),
  text: v.string(),
  colour: v.number(),
  style: v.picklist(PANEL_STYLES),
  categoryIds: v.array(v.string()),
  isPosted: v.pipe(v.boolean(), v.description('Whether Discord shows it as it is here.')),
  error: v.nullable(v.string()),
  version: v.number(),
});
export type PanelView = v.InferOutput<typeof PanelView>;

export const panelView = (row: PanelRow): PanelView => ({
  id: row.id,
  channelId: row.channelId,
  messageId: row.messageId,
  title: row.title,
  text: row.text,
  colour: row.colour,
  style: row.style,
  categoryIds: row.categoryIds,
  isPosted: row.messageId !== null && row.postedVersion === row.version,
  error: row.error,
  version: row.version,
});
