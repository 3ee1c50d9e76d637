import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../../core/access/actor.ts';
import type { ActionContext } from '../../../../core/context.ts';
import { requireChange } from '../../../../core/database/guard.ts';
import { InputError, NotFoundError, UnavailableError } from '../../../../core/errors.ts';
import { isUuid } from '../../../../core/ids.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { MANAGE } from '../../access.ts';
import { IMPORT_FORMATS, type ImportFault } from '../../model.ts';
import { ticketImports } from '../../tables.ts';
import { loadRules } from '../hours/calendar.ts';
import type { ReadFile } from './format.ts';
import { importLine, type LineOutcome } from './import-line.ts';
import { readFile } from './read-file.ts';

export type ImportRow = typeof ticketImports.$inferSelect;

/** Lines of one job, which then starts the next. */
const STEP = 100;
/** Faults that are kept; whoever has more has another problem. */
const MOST_FAULTS = 50;
const MAX_BYTES = 20 * 1024 * 1024;

export const ImportInput = v.object({
  format: v.pipe(
    v.picklist(IMPORT_FORMATS, `Say one of ${IMPORT_FORMATS.join(', ')}.`),
    v.description('`guildhall`: our own NDJSON. The others: what those programs export.'),
  ),
  data: v.pipe(
    v.string('Give the text of the file.'),
    v.minLength(1, 'The file is empty.'),
    v.maxLength(MAX_BYTES, 'That is too large. Give it in parts.'),
    v.description('The file’s text; NDJSON may be sent in parts of whole lines.'),
  ),
});

/**
 * Takes a file of tickets in; a job brings it into the server line by line. The file is read once before, so that one
 * of another format is refused at once. Throws InputError.
 */
export async function startImport(
  ctx: ActionContext,
  raw: v.InferInput<typeof ImportInput>,
): Promise<ImportRow> {
  await ctx.require(MANAGE);
  const { format, data } = parseInput(ImportInput, raw);
  const { lines, faults } = await readFile(format, { text: data, guildId: ctx.guildId });
  if (lines.length === 0) throw new InputError('There is nothing in this file to bring in.');
  const id = ctx.newId();
  const row: ImportRow = {
    id,
    guildId: ctx.guildId,
    format,
    storageKey: `imports/${ctx.guildId}/${id}`,
    state: 'queued',
    total: lines.length,
    done: 0,
    added: 0,
    skipped: 0,
    faults: faults.slice(0, MOST_FAULTS),
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
    finishedAt: null,
  };
  try {
    await ctx.runtime.config.files.put(row.storageKey, data);
  } catch (cause) {
    throw new UnavailableError('The file store does not answer. Try again in a minute.', { cause });
  }
  await ctx.commit({
    statements: [ctx.db.insert(ticketImports).values(row)],
    audit: [
      { action: 'tickets.import', target: `ticket-import:${id}`, after: { format, lines: lines.length } },
    ],
    jobs: [{ name: 'tickets.import', payload: { importId: id } }],
  });
  return row;
}

/** The job: brings in the next lines. Each is one transaction with its count, so a crash repeats none of them. */
export async function runImport(
  ctx: ActionContext,
  importId: string,
): Promise<{ done: number; total: number }> {
  await ctx.require(MANAGE);
  const row = await findImport(ctx, importId);
  if (row.state === 'done' || row.state === 'failed') return { done: row.done, total: row.total };
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
    .where(and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, importId)));
  const { format, added, skipped, faults } = row;
  await ctx.commit({
    statements: [update],
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

/** An import of this server by id. Throws NotFoundError. */
export async function findImport(ctx: ActionContext, id: string): Promise<ImportRow> {
  await ctx.require(MANAGE, 'read');
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(ticketImports)
        .where(and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such import in this server.');
}

/** Imports of this server, the newest first. */
export async function listImports(ctx: ActionContext): Promise<ImportRow[]> {
  await ctx.require(MANAGE, 'read');
  return ctx.db
    .select()
    .from(ticketImports)
    .where(eq(ticketImports.guildId, ctx.guildId))
    .orderBy(desc(ticketImports.createdAt))
    .limit(50);
}
