import type { AppliedMigration, BackupTable, SequenceState } from './backup-format.ts';
import { type DatabaseSession, quoted } from './database-session.ts';

/** Not among the tables: a restore writes it by migrating. */
export const HISTORY = 'schema_migrations';

/** Tables with their columns, those first that others point to. */
export async function readTables(session: DatabaseSession): Promise<BackupTable[]> {
  const columns = await session.query(`select c.relname as table, a.attname as column,
      format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname, a.attnum`);
  const links = await session.query(`select conrelid::regclass::text as from, confrelid::regclass::text as to
    from pg_constraint where contype = 'f' and conrelid <> confrelid`);
  const tables = new Map<string, BackupTable>();
  for (const { table, column, type } of columns) {
    const name = String(table);
    if (name === HISTORY) continue;
    const known = tables.get(name) ?? { name, columns: [] };
    known.columns.push({ name: String(column), type: String(type) });
    tables.set(name, known);
  }
  const ordered: BackupTable[] = [];
  const visit = (table: BackupTable, path: readonly string[]) => {
    if (ordered.includes(table) || path.includes(table.name)) return;
    for (const { from, to } of links) {
      const parent = from === table.name ? tables.get(String(to)) : undefined;
      if (parent) visit(parent, [...path, table.name]);
    }
    ordered.push(table);
  };
  for (const table of tables.values()) visit(table, []);
  return ordered;
}

/** What orders the rows of a table the same way every time: its primary key, or all columns. */
export async function readOrder(session: DatabaseSession, table: BackupTable): Promise<string> {
  const key = await session.query(
    `select a.attname as column from pg_index i
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int[], a.attnum::int)`,
    [`public.${quoted(table.name)}`],
  );
  const columns =
    key.length > 0 ? key.map(({ column }) => String(column)) : table.columns.map(({ name }) => name);
  return columns.map((name) => `${quoted(name)}::text collate "C"`).join(', ');
}

export async function readMigrationHistory(
  session: DatabaseSession,
): Promise<AppliedMigration[] | undefined> {
  const [found] = await session.query(`select to_regclass('public.${HISTORY}') as name`);
  if (!found?.name) return undefined;
  const rows = await session.query(`select name, sha256 from ${HISTORY} order by name`);
  return rows.map(({ name, sha256 }) => ({ name: String(name), sha256: String(sha256) }));
}

export async function readSequences(session: DatabaseSession): Promise<SequenceState[]> {
  const names = await session.query(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by 1`,
  );
  const states: SequenceState[] = [];
  for (const { name } of names) {
    const [state] = await session.query(`select last_value, is_called from ${quoted(String(name))}`);
    states.push({ name: String(name), value: String(state?.last_value), called: state?.is_called === 't' });
  }
  return states;
}

const PAGE = 500;

/** Every row of a table in its order, in pages; inside a transaction. */
export async function* readRows(
  session: DatabaseSession,
  table: BackupTable,
): AsyncGenerator<(string | null)[][]> {
  const columns = table.columns.map(({ name }) => `${quoted(name)}::text`).join(', ');
  const order = await readOrder(session, table);
  await session.query(
    `declare backup_rows no scroll cursor for select ${columns} from ${quoted(table.name)} order by ${order}`,
  );
  for (;;) {
    const page = await session.rows(`fetch ${PAGE} from backup_rows`);
    if (page.length > 0) yield page;
    if (page.length < PAGE) break;
  }
  await session.query('close backup_rows');
}
