import { type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { soundsLike } from './find-machine.ts';
import { machines, records, recordWords } from './tables.ts';

/** More words would not narrow a search, only slow it down. */
const MOST_WORDS = 6;
const LONGEST_WORD = 60;
/** Machines that one word may stand for. */
const MOST_MACHINES = 50;
/** So many matches are fetched and put in order; of more, a list meets a page's worth sooner by its own index. */
const FEW = 2_000;

/**
 * The condition that a record has every word: as the beginning of a word in its title or fields, as a part of its
 * machine's name or aliases, or as its number (`12`, `#12`). Undefined when nothing is typed. One round trip, which
 * looks how many there are: Postgres can't know that of beginnings, and would read all records to find a rare one.
 */
export async function havingWords(ctx: ActionContext, typed: string): Promise<SQL | undefined> {
  if (typed.trim() === '') return undefined;
  const words = wordsOf(typed);
  if (words.length === 0) return sql`false`;
  const inGuild = sql`${records.guildId} = ${ctx.guildId}`;
  const asked = sql`(select quote_literal('@' || ${ctx.guildId})::tsquery && ${sql.join(
    words.map((word) => sql`(${lexemes(word)}::tsquery || ${machinesCalled(ctx, word)})`),
    sql` && `,
  )})`;
  const { rows } = await ctx.db.execute<{ query: string; matches: number }>(sql`
    with asked as materialized (select ${asked} as query)
    select query::text as query, (select count(*)::int from (select 1 from ${records} where ${inGuild}
      and ${recordWords(records)} @@ (select query from asked) limit ${FEW + 1}) found) as matches from asked`);
  const [found] = rows;
  if (!found || found.matches === 0) return sql`false`;
  const fits = sql`${recordWords(records)} @@ ${found.query}::tsquery`;
  if (found.matches > FEW) return fits;
  // As an array, so that each is found by its key.
  return sql`${records.id} = any(array(select ${records.id} from ${records} where ${inGuild} and ${fits}))`;
}

const wordsOf = (typed: string): string[] =>
  [...typed.toLowerCase().matchAll(/#?[\p{L}\p{M}\p{N}]+/gu)].slice(0, MOST_WORDS).map(([word]) => word);

/** As in Postgres' query language; safe because a word is letters and digits alone. `#12` is a number and no beginning. */
function lexemes(word: string): string {
  const plain = word.replace('#', '').slice(0, LONGEST_WORD);
  const number = /^\d{1,9}$/.test(plain) ? `'#${Number(plain)}'` : undefined;
  if (number && word.startsWith('#')) return number;
  return [...(number ? [number] : []), `'${plain}':*`].join(' | ');
}

/** The machines that a word stands for, as a query for any of them; an empty query if there is none. */
const machinesCalled = (ctx: ActionContext, word: string) =>
  sql`coalesce((select string_agg(quote_literal('~' || one.id), ' | ')::tsquery from (select ${machines.id} from ${machines}
    where ${machines.guildId} = ${ctx.guildId} and ${soundsLike(word)} limit ${MOST_MACHINES}) one), ''::tsquery)`;
