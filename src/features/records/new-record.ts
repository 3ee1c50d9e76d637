import { sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, AuditEntry } from '../../core/context.ts';
import type { NewSignal } from '../../core/signals/signal.ts';
import type { MachineRow } from './record-view.ts';
import type { RecordView } from './signals.ts';
import { records } from './tables.ts';

export interface NewRecord {
  /** Made by the caller, so that children can name their parent within one batch. */
  id: string;
  kind: string;
  title: string;
  fields: Record<string, string>;
  machine: Pick<MachineRow, 'id' | 'name'> | null;
  parentId?: string | null;
  origin: 'discord' | 'api' | 'dashboard';
  /** The same key never makes two records; a second insert fails on the unique index `records_origin_key`. */
  originKey?: string | null;
  analysisId?: string | null;
  channelId?: string | null;
  messageId?: string | null;
}

/**
 * The pieces of `ctx.commit` that create one record: an insert that returns the row with its number, the signal and
 * the audit entry. The number is given by the database inside the transaction, so a lost race leaves no gap.
 */
export function newRecord(ctx: ActionContext, input: NewRecord) {
  const at = ctx.now();
  const createdByName = ctx.actor.name;
  const createdBy = actorLabel(ctx.actor);
  const { machine, ...rest } = input;
  const statement = ctx.db
    .insert(records)
    .values({
      ...rest,
      guildId: ctx.guildId,
      machineId: machine?.id ?? null,
      number: sql`next_number(${ctx.guildId}, 'record')`,
      status: 'open',
      createdBy,
      createdByName,
      createdAt: at,
      updatedAt: at,
    })
    .returning();
  const view: RecordView = {
    id: input.id,
    number: 0,
    kind: input.kind,
    title: input.title,
    fields: input.fields,
    status: 'open',
    machine: machine ? { id: machine.id, name: machine.name } : null,
    parentId: input.parentId ?? null,
    assigneeId: null,
    origin: input.origin,
    channelId: input.channelId ?? null,
    messageId: input.messageId ?? null,
    createdBy,
    createdByName,
    createdAt: at.toISOString(),
    closedAt: null,
  };
  const number = sql`(select number from records where id = ${input.id}::uuid)`;
  const signal: NewSignal = {
    type: 'record.created',
    subject: `record:${input.id}`,
    data: { record: view },
    patches: [{ path: ['record', 'number'], value: number }],
  };
  const { number: _, ...after } = view;
  const audit: AuditEntry = { action: 'records.create', target: `record:${input.id}`, after };
  return { statement, signal, audit };
}
