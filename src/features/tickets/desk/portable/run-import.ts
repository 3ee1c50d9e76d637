import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { requireChange } from '../../../../core/database/guard.ts';
import { NotFoundError } from '../../../../core/errors.ts';
import { MANAGE } from '../../access.ts';
import type { ImportFault } from '../../model.ts';
import { ticketImports } from '../../tables.ts';
import { loadRules } from '../hours/calendar.ts';
import { findImport, type ImportRow } from './find-import.ts';
import type { ReadFile } from './format.ts';
import { importLine, type LineOutcome } from './import-line.ts';
import { readFile } from './read-file.ts';
import { MOST_FAULTS } from './take-file.ts';

/** Lines of one job, which then starts the next. */
const STEP = 100;

/** The job: brings in the next lines. Each is one transaction with its count, so a crash repeats none of them. */
export async function runImport(
  ctx: ActionContext,
  importId: string,
): Promise<{ done: number; total: number }> {
  await ctx.require(MANAGE);
  const row = await findImport(ctx, importId);
  if (row.state !== 'queued' && row.state !== 'running') return { done: row.done, total: row.total };
  const file = await openFile(ctx, row);
  const state = { rules: await loadRules(ctx), categories: new Map<string, string>() };
  // Later lines name categories of earlier ones, which may have been brought in by another run.
  for (const line of file.lines.slice(0, row.done))
    if (line.kind === 'category') await importLine(ctx, line, state, () => []);
  let { done } = row;
  for (const line of file.lines.slice(row.done, row.done + STEP)) {
    const at = done;
    const where = line.kind === 'ticket' ? `Ticket ${line.number ?? line.id}` : `Category ${line.name}`;
    await importLine(ctx, line, state, (outcome) => [countLine(ctx, importId, at, { outcome, where })]);
    done += 1;
  }
  if (done < file.lines.length) {
    await ctx.commit({ statements: [], jobs: [{ name: 'tickets.import', payload: { importId } }] });
  } else {
    await finish(ctx, importId);
  }
  return { done, total: row.total };
}

/** One that is counted already is somebody else's: the guard undoes the whole line. */
function countLine(
  ctx: ActionContext,
  importId: string,
  at: number,
  { outcome, where }: { outcome: LineOutcome; where: string },
): SQL {
  const faults: ImportFault[] = typeof outcome === 'object' ? [{ where, text: outcome.fault }] : [];
  const update = ctx.db
    .update(ticketImports)
    .set({
      state: 'running',
      done: at + 1,
      ...(outcome === 'added' ? { added: sql`${ticketImports.added} + 1` } : {}),
      ...(outcome === 'skipped' ? { skipped: sql`${ticketImports.skipped} + 1` } : {}),
      ...(faults.length > 0
        ? {
            faults: sql`case when jsonb_array_length(${ticketImports.faults}) >= ${MOST_FAULTS}
              then ${ticketImports.faults} else ${ticketImports.faults} || ${JSON.stringify(faults)}::jsonb end`,
          }
        : {}),
    })
    .where(
      and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, importId), eq(ticketImports.done, at)),
    );
  return requireChange(update.getSQL(), 'import-moved');
}

async function finish(ctx: ActionContext, importId: string): Promise<void> {
  const row = await findImport(ctx, importId);
  const update = ctx.db
    .update(ticketImports)
    .set({ state: 'done', finishedAt: ctx.now() })
    .where(
      and(
        eq(ticketImports.guildId, ctx.guildId),
        eq(ticketImports.id, importId),
        inArray(ticketImports.state, ['queued', 'running']),
      ),
    );
  const { format, added, skipped, faults } = row;
  await ctx.commit({
    statements: [requireChange(update.getSQL(), 'import-moved')],
    signals: [
      {
        type: 'tickets.imported',
        subject: `ticket-import:${importId}`,
        data: { importId, format, added, skipped, faults: faults.length },
      },
    ],
  });
  await ctx.runtime.config.files.delete(row.storageKey);
}

async function openFile(ctx: ActionContext, row: ImportRow): Promise<ReadFile> {
  const object = await ctx.runtime.config.files.get(row.storageKey);
  if (object) return readFile(row.format, { text: await object.text(), guildId: ctx.guildId });
  await ctx.db
    .update(ticketImports)
    .set({ state: 'failed', faults: [{ where: 'File', text: 'It is gone from the file store.' }] })
    .where(and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, row.id)));
  throw new NotFoundError('The file of this import is gone. Bring it in again.');
}
