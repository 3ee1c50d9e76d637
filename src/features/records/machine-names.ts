import { and, eq, ne, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { isUniqueViolation, requireThat } from '../../core/database/guard.ts';
import { ConflictError } from '../../core/errors.ts';
import { isCalled } from './find-machine.ts';
import { MACHINE_NAME_MAX_LENGTH } from './limits.ts';
import type { MachineRow } from './record-view.ts';
import { machines } from './tables.ts';
import type { MachineView } from './workshop-signals.ts';

const line = (max: number) =>
  v.pipe(
    v.string('Give a text.'),
    v.transform((text) => text.toWellFormed().replace(/\s+/g, ' ').trim()),
    v.maxLength(max, `At most ${max} characters.`),
  );

export const MachineName = v.pipe(line(MACHINE_NAME_MAX_LENGTH), v.minLength(1, 'Give it a name.'));
export const MachineLocation = v.nullable(line(100));

/** Other names, without empty ones and repetitions. */
export const MachineAliases = v.pipe(
  v.array(line(60)),
  v.transform((names) => [
    ...new Map(names.filter((name) => name !== '').map((name) => [name.toLowerCase(), name])).values(),
  ]),
  v.maxLength(10, 'At most 10 other names.'),
);

const REASON = 'machine-name-taken';

/** A statement for a batch that fails with `REASON` when another machine of the guild goes by one of these names. */
export function requireFreeNames(ctx: ActionContext, id: string, names: readonly string[]) {
  const taken = ctx.db
    .select({ one: sql`1` })
    .from(machines)
    .where(and(eq(machines.guildId, ctx.guildId), ne(machines.id, id), or(...names.map(isCalled))));
  return requireThat(sql`not exists (${taken.getSQL()})`, REASON);
}

/** Names the clash in words; any other error is returned as it is. */
export function explainNameClash(error: unknown): unknown {
  const taken =
    (error instanceof ConflictError && error.reason === REASON) || isUniqueViolation(error, 'machines_name');
  return taken
    ? new ConflictError(
        REASON,
        'Another machine goes by that name already, maybe an archived one. See `/machine list`.',
      )
    : error;
}

export const machineView = (row: MachineRow): MachineView => ({
  id: row.id,
  name: row.name,
  aliases: row.aliases,
  location: row.location,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});
