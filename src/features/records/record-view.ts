import type { RecordView } from './signals.ts';
import type { machines, records } from './tables.ts';

export type RecordRow = typeof records.$inferSelect;
export type MachineRow = typeof machines.$inferSelect;

/** A row as signals, webhooks and the API show it. */
export function recordView(
  row: RecordRow,
  machine: Pick<MachineRow, 'id' | 'name'> | null | undefined,
): RecordView {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    title: row.title,
    fields: row.fields,
    status: row.status,
    machine: machine ? { id: machine.id, name: machine.name } : null,
    parentId: row.parentId,
    assigneeId: row.assigneeId,
    origin: row.origin,
    channelId: row.channelId,
    messageId: row.messageId,
    createdBy: row.createdBy,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
