import { and, desc, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { findMachine } from '../find-machine.ts';
import type { MachineRow, RecordRow } from '../record-view.ts';
import { records } from '../tables.ts';

export interface MachineDetails {
  machine: MachineRow;
  openRecords: number;
  closedRecords: number;
  /** The last ten, newest first. */
  latest: RecordRow[];
}

const LATEST = 10;

/** One machine with what was recorded about it: two round trips. Takes an id, a name or an alias. */
export async function showMachine(ctx: ActionContext, reference: string): Promise<MachineDetails> {
  await ctx.require('records:read');
  const machine = await findMachine(ctx, reference);
  const about = and(eq(records.guildId, ctx.guildId), eq(records.machineId, machine.id));
  const [counts, latest] = await ctx.db.batch([
    ctx.db
      .select({ status: records.status, count: sql<number>`count(*)::int` })
      .from(records)
      .where(about)
      .groupBy(records.status),
    ctx.db.select().from(records).where(about).orderBy(desc(records.createdAt)).limit(LATEST),
  ]);
  const count = (status: string) => counts.find((row) => row.status === status)?.count ?? 0;
  return { machine, openRecords: count('open'), closedRecords: count('closed'), latest };
}
