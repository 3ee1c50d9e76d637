import * as v from 'valibot';
import { RULE_PRIORITIES } from './routing/match-rule.ts';
import { RouteReasonView } from './signals.ts';
import type { inboundMessages, inboxAgents, inboxRules, inboxViews, leadNotes, leads } from './tables.ts';
import { LEAD_STATUSES } from './tables.ts';
import { ViewFilter } from './view-filter.ts';

export { RouteReasonView };
export type LeadRow = typeof leads.$inferSelect;
export type RuleRow = typeof inboxRules.$inferSelect;

/** A lead as the API shows it. Times are ISO 8601. */
export const LeadView = v.object({
  id: v.string(),
  discordUserId: v.string(),
  name: v.string(),
  username: v.string(),
  avatarUrl: v.nullable(v.string()),
  source: v.literal('discord'),
  status: v.picklist(LEAD_STATUSES),
  ownerId: v.nullable(v.string()),
  ownerName: v.nullable(v.string()),
  tags: v.array(v.string()),
  lastContactDate: v.nullable(v.string()),
  blocked: v.boolean(),
  createdAt: v.string(),
});
export type LeadView = v.InferOutput<typeof LeadView>;

export const leadView = (row: LeadRow): LeadView => ({
  id: row.id,
  discordUserId: row.personId,
  name: row.name,
  username: row.username,
  avatarUrl: row.avatar ? `https://cdn.discordapp.com/avatars/${row.personId}/${row.avatar}.png` : null,
  source: row.source,
  status: row.status,
  ownerId: row.ownerId,
  ownerName: row.ownerName,
  tags: row.tags,
  lastContactDate: row.lastContactAt?.toISOString() ?? null,
  blocked: row.blockedAt !== null,
  createdAt: row.createdAt.toISOString(),
});

export const NoteView = v.object({
  id: v.string(),
  kind: v.picklist(['first-contact', 'note']),
  body: v.string(),
  createdBy: v.string(),
  createdByName: v.string(),
  createdAt: v.string(),
});
export const noteView = (row: typeof leadNotes.$inferSelect): v.InferOutput<typeof NoteView> => ({
  id: row.id,
  kind: row.kind,
  body: row.body,
  createdBy: row.createdBy,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
});

const Match = v.variant('kind', [
  v.object({ kind: v.literal('keyword'), words: v.array(v.string()) }),
  v.object({ kind: v.literal('role'), roleId: v.string() }),
  v.object({ kind: v.literal('guild'), isMember: v.boolean() }),
]);
export const RuleView = v.object({
  id: v.string(),
  position: v.number(),
  name: v.string(),
  match: Match,
  agentId: v.nullable(v.string()),
  agentName: v.nullable(v.string()),
  tags: v.array(v.string()),
  priority: v.nullable(v.picklist(RULE_PRIORITIES)),
  isOn: v.boolean(),
});
export const ruleView = (row: RuleRow): v.InferOutput<typeof RuleView> => ({
  id: row.id,
  position: row.position,
  name: row.name,
  match: row.match,
  agentId: row.agentId,
  agentName: row.agentName,
  tags: row.tags,
  priority: row.priority,
  isOn: row.isOn,
});

export const SavedView = v.object({
  id: v.string(),
  name: v.string(),
  filter: ViewFilter,
  shared: v.boolean(),
  createdByName: v.string(),
});
export const savedView = (row: typeof inboxViews.$inferSelect): v.InferOutput<typeof SavedView> => ({
  id: row.id,
  name: row.name,
  filter: row.filter,
  shared: row.ownedBy === null,
  createdByName: row.createdByName,
});

export const AgentView = v.object({
  userId: v.string(),
  name: v.string(),
  isOn: v.boolean(),
  capacity: v.nullable(v.number()),
  load: v.pipe(v.number(), v.description('Conversations of theirs that are neither closed nor snoozed.')),
});
export const agentView = (
  row: typeof inboxAgents.$inferSelect,
  load: number,
): v.InferOutput<typeof AgentView> => ({
  userId: row.userId,
  name: row.name,
  isOn: row.isOn,
  capacity: row.capacity,
  load,
});

export const HeldView = v.object({
  messageId: v.string(),
  discordUserId: v.string(),
  name: v.string(),
  content: v.string(),
  attachments: v.number(),
  reason: v.nullable(v.string()),
  receivedAt: v.string(),
});
export const heldView = (row: typeof inboundMessages.$inferSelect): v.InferOutput<typeof HeldView> => ({
  messageId: row.messageId,
  discordUserId: row.authorId,
  name: row.payload?.author.name ?? '',
  content: row.payload?.content ?? '',
  attachments: row.payload?.attachments.length ?? 0,
  reason: row.reason,
  receivedAt: row.receivedAt.toISOString(),
});
