import type { neon } from '@neondatabase/serverless';

type Sql = ReturnType<typeof neon<false, false>>;

/**
 * Runs `fill` while these tables have neither their references nor the indexes that no constraint needs, and puts both
 * back: checked and built once, they take a fraction of the time that a million single rows take. Triggers stay.
 */
export async function bulkLoad(
  sql: Sql,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const references = await sql`select conname as name, conrelid::regclass::text as table,
      pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = any(${tables}::regclass[]) and contype = 'f'`;
  const indexes =
    await sql`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = any(${tables}::regclass[])
      and not exists (select 1 from pg_constraint where conindid = indexrelid)`;
  for (const { name, table } of references) await sql.query(`alter table ${table} drop constraint "${name}"`);
  for (const { name } of indexes) await sql.query(`drop index ${name}`);
  await fill();
  for (const { definition } of indexes) await sql.query(definition);
  for (const { name, table, definition } of references)
    await sql.query(`alter table ${table} add constraint "${name}" ${definition}`);
}
