import type { NoticeView, UpdateView } from './signals.ts';
import type { notices, noticeUpdates } from './tables.ts';

export type NoticeRow = typeof notices.$inferSelect;
export type UpdateRow = typeof noticeUpdates.$inferSelect;

/** A notice as signals and the API show it. */
export const viewOf = (row: NoticeRow): NoticeView => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  title: row.title,
  state: row.state,
  message: row.message,
  details: { ...row.details },
  customerId: row.customerId,
  key: row.dedupeKey,
  count: row.count,
  escalations: row.escalations,
  acknowledgedBy: row.acknowledgedBy,
  endedAt: row.endedAt?.toISOString() ?? null,
  version: row.version,
  createdBy: row.createdBy,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const updateView = (row: UpdateRow): UpdateView => ({
  state: row.state,
  message: row.message,
  by: row.createdByName,
  at: row.createdAt.toISOString(),
});
