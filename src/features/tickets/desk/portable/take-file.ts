import { and, eq, or, type SQL } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../../core/context.ts';
import { requireChange } from '../../../../core/database/guard.ts';
import { ConflictError, InputError, NotFoundError, UnavailableError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { MANAGE } from '../../access.ts';
import { IMPORT_FORMATS } from '../../model.ts';
import { ticketImports } from '../../tables.ts';
import { findImport, hasStopped, type ImportRow } from './find-import.ts';
import { previewImport } from './preview-import.ts';
import { readFile } from './read-file.ts';

/** Faults that are kept; whoever has more has another problem. */
export const MOST_FAULTS = 50;
const MEGABYTES = 20;
export const MAX_BYTES = MEGABYTES * 1024 * 1024;
/** A file that nobody said yes to is dropped after this time; milliseconds. */
const UNDECIDED_MS = 24 * 60 * 60_000;

export const ImportInput = v.object({
  format: v.pipe(
    v.picklist(IMPORT_FORMATS, `Say one of ${IMPORT_FORMATS.join(', ')}.`),
    v.description('`guildhall`: our own NDJSON. The others: what those programs export.'),
  ),
  data: v.pipe(
    v.string('Give the text of the file.'),
    v.minLength(1, 'The file is empty.'),
    v.maxLength(MAX_BYTES, `That is larger than ${MEGABYTES} MB. Give it in parts of whole lines.`),
    v.description('The file’s text; NDJSON may be sent in parts of whole lines.'),
  ),
  check: v.optional(
    v.pipe(
      v.boolean('Say true or false.'),
      v.description('Only look: nothing is brought in before `POST …/tickets/imports/<id>/start`.'),
    ),
    false,
  ),
});

/**
 * Takes a file of tickets in; a job brings it into the server line by line, at once or, with `check`, when somebody has
 * seen what it would bring (startImport). The file is read once before, so that one of another format is refused at
 * once. Throws InputError.
 */
export async function takeFile(
  ctx: ActionContext,
  raw: v.InferInput<typeof ImportInput>,
): Promise<ImportRow> {
  await ctx.require(MANAGE);
  const { format, data, check } = parseInput(ImportInput, raw);
  const { lines, faults } = await readFile(format, { text: data, guildId: ctx.guildId });
  if (lines.length === 0) throw new InputError('There is nothing in this file to bring in.');
  const id = ctx.newId();
  const row: ImportRow = {
    id,
    guildId: ctx.guildId,
    format,
    storageKey: `imports/${ctx.guildId}/${id}`,
    state: check ? 'checked' : 'queued',
    total: lines.length,
    done: 0,
    added: 0,
    skipped: 0,
    faults: faults.slice(0, MOST_FAULTS),
    preview: check ? await previewImport(ctx, lines) : null,
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
  const insert = ctx.db.insert(ticketImports).values(row);
  const dropAt = new Date(ctx.now().getTime() + UNDECIDED_MS);
  await ctx.commit(
    check
      ? {
          statements: [insert],
          jobs: [{ name: 'tickets.drop-import', payload: { importId: id }, runAt: dropAt }],
        }
      : { statements: [insert], ...beginning(row) },
  );
  return row;
}

/** Brings in a file that was only looked at, or goes on with one that stopped. Throws ConflictError for any other. */
export async function startImport(ctx: ActionContext, id: string): Promise<ImportRow> {
  await ctx.require(MANAGE);
  const row = await findImport(ctx, id);
  const update = ctx.db
    .update(ticketImports)
    .set({ state: 'queued' })
    .where(and(ofServer(ctx, id), or(isUndecided, hasStopped)));
  await decide(ctx, update.getSQL(), beginning(row));
  return { ...row, state: 'queued' };
}

/** Drops a file that was only looked at. Throws ConflictError where it is brought in already. */
export async function dropImport(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require(MANAGE);
  const row = await findImport(ctx, id);
  const removal = ctx.db.delete(ticketImports).where(and(ofServer(ctx, id), isUndecided));
  await decide(ctx, removal.getSQL(), {});
  await ctx.runtime.config.files.delete(row.storageKey);
}

/** The job: the same a day after somebody looked, if nobody has decided since. */
export async function dropUndecided(ctx: ActionContext, id: string): Promise<void> {
  try {
    await dropImport(ctx, id);
  } catch (error) {
    if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error;
  }
}

const ofServer = (ctx: ActionContext, id: string): SQL | undefined =>
  and(eq(ticketImports.guildId, ctx.guildId), eq(ticketImports.id, id));
const isUndecided = eq(ticketImports.state, 'checked');

const beginning = ({ id, format, total }: ImportRow): Pick<Change, 'audit' | 'jobs'> => ({
  audit: [{ action: 'tickets.import', target: `ticket-import:${id}`, after: { format, lines: total } }],
  jobs: [{ name: 'tickets.import', payload: { importId: id } }],
});

/** Of two who decide at once the first counts. */
async function decide(ctx: ActionContext, change: SQL, more: Pick<Change, 'audit' | 'jobs'>): Promise<void> {
  const decided = new ConflictError('import-decided', 'This file is being brought in already, or was.');
  try {
    await ctx.commit({ statements: [requireChange(change, decided.reason)], ...more });
  } catch (error) {
    throw error instanceof ConflictError && error.reason === decided.reason ? decided : error;
  }
}
