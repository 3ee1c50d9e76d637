import assert from 'node:assert/strict';
import { neon, neonConfig } from '@neondatabase/serverless';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { comparePages, openPage, signIn } from './browse.ts';
import { fillTickets, MESSAGES } from './tickets-data.ts';
import { measureTicketMessages, type TicketMessagesResult } from './tickets-messages.ts';

const SMALL = 1_000;
const LARGE = 100_000;
const ROUNDS = 25;
/** Until caches of the database and of the runtime are warm. */
const WARM_UP = 5;

/** Pages below `/tickets`; `:last` is the number of the newest ticket that is not closed, `:transcript` an id. */
const PAGES = [
  { page: 'list: not closed', path: '' },
  { page: 'list: closed', path: '?status=closed' },
  { page: 'list: mine', path: '?assignee=me' },
  { page: 'list: nobody’s', path: '?assignee=nobody' },
  { page: 'list: urgent, 10 of them', path: '?status=any&priority=urgent' },
  { page: 'list: tag of 10', path: '?status=any&tag=rare' },
  { page: 'list: tag of all', path: '?status=any&tag=server' },
  { page: 'search: in 10 messages', path: '?q=xylophone' },
  { page: 'search: in all messages', path: '?q=port' },
  { page: 'search: name', path: '?q=member+xc4ca' },
  { page: 'search: number', path: '?q=%23500' },
  { page: 'search: nothing', path: '?q=zebra' },
  { page: 'board', path: '/board' },
  { page: 'one ticket', path: '/:last' },
  { page: 'transcripts', path: '/transcripts' },
  { page: 'transcripts: search', path: '/transcripts?q=xylophone' },
  { page: 'one transcript', path: '/transcripts/:transcript' },
] as const;

export interface TicketPageResult {
  page: string;
  /** Medians in milliseconds, from the request to the last byte. */
  smallMs: number;
  largeMs: number;
  /** Of the medians. */
  ratio: number;
  /** Round trips to the database for the page with the larger number. */
  roundTrips: number;
}

export interface TicketsResult {
  pages: TicketPageResult[];
  messages: TicketMessagesResult;
}

/** Messages in threads on their way to an open ticket; then 100,000 tickets with 1,000,000 messages beside 1,000. */
export async function measureTickets(say: (line: string) => void): Promise<TicketsResult> {
  return { messages: await measureTicketMessages(say), pages: await measurePages(say) };
}

async function measurePages(say: (line: string) => void): Promise<TicketPageResult[]> {
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'empty',
    variables: { DISCORD_GATEWAY: 'off' },
    databaseTemplate: await ensureTemplate(),
  });
  try {
    const { discord, database, variables } = stack;
    assert.ok(discord && database, 'the bench runs against the stand-ins');
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const sql = neon(variables.DATABASE_URL);
    const { id: owner } = discord.control.user({ username: 'ada.bench' });
    const guild = (name: string) => discord.control.guild({ name, owner_id: owner }).id;
    const [small, large] = [guild('Small'), guild('Large')];
    await fillTickets(sql, small, owner, SMALL, say);
    await fillTickets(sql, large, owner, LARGE, say);
    await sql`vacuum analyze`;
    const cookie = await signIn(stack, owner);
    const addressOf = async (guildId: string, path: string) => {
      const [last] =
        await sql`select max(c.number) as number from tickets t join conversations c on c.id = t.id
        where t.guild_id = ${guildId} and t.status <> 'closed'`;
      const [transcript] =
        await sql`select id from ticket_transcripts where guild_id = ${guildId} order by created_at desc limit 1`;
      const found = path
        .replace(':last', String(last?.number))
        .replace(':transcript', String(transcript?.id));
      return `/guilds/${guildId}/tickets${found}`;
    };
    const results: TicketPageResult[] = [];
    for (const { page, path } of PAGES) {
      const addresses = { small: await addressOf(small, path), large: await addressOf(large, path) };
      const compared = await comparePages(stack, cookie, addresses, { rounds: ROUNDS, warmUp: WARM_UP });
      database.faults.stats().reset();
      await openPage(stack, cookie, addresses.large);
      const { queries, batches } = database.faults.stats();
      const result = { page, ...compared, roundTrips: queries + batches };
      say(line(result));
      results.push(result);
    }
    return results;
  } finally {
    await stack.close();
  }
}

const line = ({ page, smallMs, largeMs, ratio, roundTrips }: TicketPageResult): string =>
  `  ${page.padEnd(26)} ${ms(smallMs)} ${ms(largeMs)}   ${ratio.toFixed(2)}   ${roundTrips}`;
const ms = (value: number) => `${value.toFixed(1).padStart(7)} ms`;
const many = (count: number) => count.toLocaleString('en');

/** The figures in words. */
export function reportTickets({ pages, messages }: TicketsResult): string {
  const { count, row, shown } = messages;
  return [
    `Tickets: ${count} messages in a thread, one after the other, from the gateway's socket`,
    `  until the row is in the database   p50 ${ms(row.p50Ms)}   p99 ${ms(row.p99Ms)}`,
    `  until an open page has it          p50 ${ms(shown.p50Ms)}   p99 ${ms(shown.p99Ms)}`,
    '',
    `Tickets: median of a page over ${many(SMALL)} and over ${many(LARGE)} tickets with ${many(LARGE * MESSAGES)} messages, the ratio, round trips`,
    ...pages.map(line),
  ].join('\n');
}

if (import.meta.main) console.log(reportTickets(await measureTickets((line) => console.error(line))));
