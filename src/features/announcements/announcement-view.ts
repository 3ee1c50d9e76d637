import type { AnnouncementView, RunView } from './signals.ts';
import type { announcementRuns, announcements } from './tables.ts';

export type AnnouncementRow = typeof announcements.$inferSelect;
export type RunRow = typeof announcementRuns.$inferSelect;

export const viewOf = (row: AnnouncementRow): AnnouncementView => ({
  id: row.id,
  number: row.number,
  name: row.name,
  state: row.state,
  message: row.message,
  target: {
    kind: row.target.kind,
    channelId: row.target.kind === 'channel' ? row.target.channelId : null,
    webhookId: row.target.kind === 'webhook' ? row.target.webhookId : null,
  },
  timing: row.timing,
  timeZone: row.timeZone,
  nextRunAt: row.nextRunAt?.toISOString() ?? null,
  version: row.version,
  createdBy: row.createdBy,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
});

export const runView = (row: RunRow): RunView => ({
  id: row.id,
  dueAt: row.dueAt.toISOString(),
  trigger: row.trigger,
  missed: row.missed,
  state: row.state,
  channelId: row.channelId,
  messageId: row.messageId,
  error: row.error,
});
