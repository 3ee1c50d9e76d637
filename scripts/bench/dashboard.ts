import assert from 'node:assert/strict';
import { neon, neonConfig } from '@neondatabase/serverless';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { openPage, signIn } from './browse.ts';
import { median } from './statistics.ts';

const SMALL = 1_000;
const LARGE = 100_000;
const ROUNDS = 25;
/** Until caches of the database and of the runtime are warm. */
const WARM_UP = 5;

/** Pages below the guild, each of which shows a part of everything there is. */
const PAGES = [
  ['open records', '/records'],
  ['all, last changed', '/records?status=all&order=changed'],
  ['all, by title', '/records?status=all&order=title'],
  ['open problems', '/records?kind=problem'],
  ['assigned to me', '/records?assignee=me'],
  ['search, every one', '/records?q=flipper'],
  ['search, a rare word', '/records?q=flip+c4ca4238'],
  ['overview', ''],
  ['audit log', '/audit'],
] as const;

export interface DashboardResult {
  page: string;
  /** Medians in milliseconds, from the request to the last byte. */
  smallMs: number;
  largeMs: number;
  /** Of the medians. */
  ratio: number;
}

/** List pages over 100,000 records beside the same pages over 1,000: both guilds in one database, in turns. */
export async function measureDashboard(say: (line: string) => void): Promise<DashboardResult[]> {
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'empty',
    variables: {},
    databaseTemplate: await ensureTemplate(),
  });
  try {
    const { discord, variables } = stack;
    assert.ok(discord, 'the bench runs against the stand-in of Discord');
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const sql = neon(variables.DATABASE_URL);
    const { id: owner } = discord.control.user({ username: 'ada.bench' });
    const guild = (name: string) => discord.control.guild({ name, owner_id: owner }).id;
    const [small, large] = [guild('Small'), guild('Large')];
    say(`dashboard: writing ${LARGE.toLocaleString('en')} records`);
    await fill(sql, small, owner, SMALL);
    await fill(sql, large, owner, LARGE);
    await sql`analyze`;
    const cookie = await signIn(stack, owner);
    const results: DashboardResult[] = [];
    for (const [page, path] of PAGES) {
      say(`dashboard: ${page}`);
      const times = { small: [] as number[], large: [] as number[] };
      for (let round = 0; round < ROUNDS + WARM_UP; round++) {
        const smallMs = await openPage(stack, cookie, `/guilds/${small}${path}`);
        const largeMs = await openPage(stack, cookie, `/guilds/${large}${path}`);
        if (round < WARM_UP) continue;
        times.small.push(smallMs);
        times.large.push(largeMs);
      }
      const [smallMs, largeMs] = [median(times.small), median(times.large)];
      results.push({ page, smallMs, largeMs, ratio: largeMs / smallMs });
    }
    return results;
  } finally {
    await stack.close();
  }
}

type Sql = ReturnType<typeof neon<false, false>>;

/** A workshop's life in bulk: two thirds closed, every tenth assigned, an entry of the audit log for each. */
async function fill(sql: Sql, guildId: string, owner: string, count: number): Promise<void> {
  await sql`insert into machines (id, guild_id, name, created_at)
    select gen_random_uuid(), ${guildId}, 'Machine ' || n, now() from generate_series(1, 50) n`;
  await sql`insert into records (id, guild_id, number, kind, title, fields, status, machine_id, assignee_id, origin,
      created_by, created_by_name, created_at, updated_at)
    select gen_random_uuid(), ${guildId}, n, (array['log', 'problem', 'part'])[1 + n % 3],
      'Left flipper ' || md5(n::text), '{"details": "It stays up when it is warm."}',
      case when n / 3 % 3 = 0 then 'open' else 'closed' end,
      (select id from machines where guild_id = ${guildId} and name = 'Machine ' || (1 + n % 50)),
      case when n % 10 = 0 then ${owner} end, 'dashboard', ${`user:${owner}`}, 'Ada',
      now() - make_interval(mins => ${count}::int - n),
      date_trunc('milliseconds', now() - make_interval(mins => (n * 7919) % ${count}::int))
    from generate_series(1, ${count}::int) n`;
  await sql`insert into audit_log (id, guild_id, action, target, actor, source, request_id, after, created_at)
    select gen_random_uuid(), ${guildId}, 'records.create', 'record:' || n, ${`user:${owner}`}, 'dashboard', 'bench',
      '{"title": "Left flipper"}', now() - make_interval(mins => ${count}::int - n)
    from generate_series(1, ${count}::int) n`;
}

/** The figures in words. */
export function reportDashboard(results: readonly DashboardResult[]): string {
  const lines = results.map(
    ({ page, smallMs, largeMs, ratio }) =>
      `  ${page.padEnd(18)} ${smallMs.toFixed(1).padStart(7)} ms ${largeMs.toFixed(1).padStart(7)} ms   ${ratio.toFixed(2)}`,
  );
  return [
    `Dashboard: median of a page over ${SMALL.toLocaleString('en')} and over ${LARGE.toLocaleString('en')} records, and the ratio`,
    ...lines,
  ].join('\n');
}

if (import.meta.main) console.log(reportDashboard(await measureDashboard((line) => console.error(line))));
