import { and, eq, ilike, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { InputError, NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { type MachineRow, type RecordRow, recordView } from './record-view.ts';
import { havingWords } from './search-words.ts';
import type { RecordView } from './signals.ts';
import { machines, records } from './tables.ts';

export type MachineName = Pick<MachineRow, 'id' | 'name'>;

/** A row of `records` with what it is about. */
export interface LoadedRecord {
  row: RecordRow;
  machine: MachineName | null;
}

/** Postgres' integer ends there; a longer number is no record's. */
const LARGEST_NUMBER = 2_147_483_647;

/** Selects records of this guild with their machines; the caller adds order and limit. */
export const selectRecords = (ctx: ActionContext, where: SQL | undefined) =>
  ctx.db
    .select({ row: records, machine: { id: machines.id, name: machines.name } })
    .from(records)
    .leftJoin(machines, and(eq(machines.id, records.machineId), eq(machines.guildId, records.guildId)))
    .where(and(eq(records.guildId, ctx.guildId), where))
    .$dynamic();

/**
 * Finds one record of this guild by its id, by its number (`12`, `#12`), or by words that only one title has.
 * Throws NotFoundError, or InputError when words fit several.
 */
export async function findRecord(ctx: ActionContext, reference: string): Promise<LoadedRecord> {
  const text = reference.trim();
  const number = /^#?(\d{1,10})$/.exec(text)?.[1];
  if (number !== undefined) {
    const [found] =
      Number(number) <= LARGEST_NUMBER ? await selectRecords(ctx, eq(records.number, Number(number))) : [];
    if (!found)
      throw new NotFoundError(
        `There is no record #${Number(number)} in this server. \`/record search\` finds one by words.`,
      );
    return found;
  }
  if (isUuid(text.toLowerCase())) {
    const [found] = await selectRecords(ctx, eq(records.id, text.toLowerCase()));
    if (!found) throw new NotFoundError('There is no such record in this server.');
    return found;
  }
  if (text === '') throw new InputError('Say which record: its number, or words from its title.');
  const fitting = and(await havingWords(ctx, text), ilike(records.title, likePattern(text)));
  const [found, another] = await selectRecords(ctx, fitting).limit(2);
  if (!found) throw new NotFoundError('No record fits these words. Try its number, or `/record search`.');
  if (another) throw new InputError('Several records fit these words. Pick one from the list while typing.');
  return found;
}

export const viewOf = ({ row, machine }: LoadedRecord): RecordView => recordView(row, machine);
