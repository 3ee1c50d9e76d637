import { type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import type { ErasedPerson, PersonalData, PlainRow } from '../../core/privacy/personal-data.ts';
import { shapeOf, type TableShape } from './personal-tables.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

/** The rows of one table that concern a person in a guild; a table without guilds is searched whole. */
export function concerning(data: PersonalData, person: Person): SQL {
  const { hasGuild } = shapeOf(data.table);
  const named = (data.mentions ?? []).map((column) => mentions(column, person.id));
  const guild = hasGuild ? sql`guild_id = ${person.guildId}` : sql`true`;
  return sql`${guild} and ${data.only ?? sql`true`} and ${anyOf([theirs(data, person), ...named])}`;
}

/** The rows that are the person's own, and do not only name them in words of others. */
function theirs(data: PersonalData, person: Person): SQL {
  const label = `user:${person.id}`;
  return anyOf([
    ...Object.keys(data.people ?? {}).map(
      (column) => sql`${sql.identifier(column)} in (${person.id}, ${label})`,
    ),
    ...(data.rows ? [data.rows(person)] : []),
  ]);
}

const anyOf = (parts: readonly SQL[]): SQL =>
  parts.length > 0 ? sql`(${sql.join([...parts], sql` or `)})` : sql`false`;

/** Looks for the digits first, which is cheap, and then whether they are the whole number. */
const mentions = (
  column: string,
  id: string,
): SQL => sql`(position(${id} in ${sql.identifier(column)}::text) > 0
  and ${sql.identifier(column)}::text ~ ${`(^|[^0-9])${id}([^0-9]|$)`})`;

interface Page {
  after?: PlainRow | undefined;
  limit: number;
}

/** A page of rows in the order of their key, after the one given. */
export const readPage = (ctx: ActionContext, data: PersonalData, person: Person, page: Page) =>
  selectPage<PlainRow>(ctx, data, person, { ...page, columns: sql`*` });

/** The same, each with whether it is the person's own. */
export async function readPageOf(
  ctx: ActionContext,
  data: PersonalData,
  person: Person,
  page: Page,
): Promise<{ row: PlainRow; isTheirs: boolean }[]> {
  const columns = sql`*, coalesce(${theirs(data, person)}, false) as is_theirs_`;
  const rows = await selectPage<PlainRow & { is_theirs_: boolean }>(ctx, data, person, { ...page, columns });
  return rows.map(({ is_theirs_: isTheirs, ...row }) => ({ row, isTheirs }));
}

async function selectPage<Row extends PlainRow>(
  ctx: ActionContext,
  data: PersonalData,
  person: Person,
  { after, limit, columns }: Page & { columns: SQL },
): Promise<Row[]> {
  const shape = shapeOf(data.table);
  const keys = sql.join(
    shape.key.map((name) => sql.identifier(name)),
    sql`, `,
  );
  const start = after ? sql`and (${keys}) > (${keyValues(shape, after)})` : sql``;
  const { rows } = await ctx.db.execute<Row>(sql`select ${columns} from ${sql.identifier(shape.name)}
    where ${concerning(data, person)} ${start} order by ${keys} limit ${limit}`);
  return rows;
}

const keyValues = (shape: TableShape, row: PlainRow): SQL =>
  sql.join(
    shape.key.map((name) => typed(shape, name, row[name])),
    sql`, `,
  );

/** A value with the type of its column, so that indexes are used and documents are documents. */
function typed(shape: TableShape, column: string, value: unknown): SQL {
  const type = sql.raw(shape.columns.get(column) ?? 'text');
  const plain = value !== null && typeof value === 'object' && !(value instanceof Date);
  return sql`${plain || shape.columns.get(column) === 'jsonb' ? (value === null ? null : JSON.stringify(value)) : value}::${type}`;
}

/** The statement that makes a row what it is to be; null deletes it, no difference needs none. */
export function changeRow(data: PersonalData, before: PlainRow, after: PlainRow | null): SQL | undefined {
  const shape = shapeOf(data.table);
  const table = sql.identifier(shape.name);
  const same = sql.join(
    shape.key.map((name) => sql`${sql.identifier(name)} = ${typed(shape, name, before[name])}`),
    sql` and `,
  );
  if (after === null) return sql`delete from ${table} where ${same}`;
  const changed = [...shape.columns.keys()].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (changed.length === 0) return undefined;
  const sets = changed.map((name) => sql`${sql.identifier(name)} = ${typed(shape, name, after[name])}`);
  return sql`update ${table} set ${sql.join(sets, sql`, `)} where ${same}`;
}

/** How many rows of each table concern the person; tables declared twice count together. One round trip. */
export async function countRows(
  ctx: ActionContext,
  tables: readonly PersonalData[],
  person: Person,
): Promise<Record<string, number>> {
  const byName = new Map<string, { table: PersonalData['table']; parts: SQL[] }>();
  for (const data of tables.filter(({ onErase }) => onErase !== 'keep')) {
    const { name } = shapeOf(data.table);
    const found = byName.get(name) ?? { table: data.table, parts: [] };
    byName.set(name, { ...found, parts: [...found.parts, sql`(${concerning(data, person)})`] });
  }
  const selects = [...byName].map(
    ([name, { parts }]) =>
      sql`select ${name}::text as name, count(*)::int as total from ${sql.identifier(name)} where ${sql.join(parts, sql` or `)}`,
  );
  if (selects.length === 0) return {};
  const { rows } = await ctx.db.execute<{ name: string; total: number }>(sql.join(selects, sql` union all `));
  return Object.fromEntries(rows.filter(({ total }) => total > 0).map(({ name, total }) => [name, total]));
}
