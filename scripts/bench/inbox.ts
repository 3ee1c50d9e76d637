import assert from 'node:assert/strict';
import { neon, neonConfig } from '@neondatabase/serverless';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { comparePages, openPage, signIn } from './browse.ts';
import { fillInbox } from './inbox-data.ts';
import { type InboxMessagesResult, measureInboxMessages } from './inbox-messages.ts';

const SMALL = 100;
const LARGE = 10_000;
const ROUNDS = 25;
/** Until caches of the database and of the runtime are warm. */
const WARM_UP = 5;

/** Lists below `/inbox`; `view` stands for the id of a saved list of that name. */
const LISTS = [
  { list: 'all open', query: '' },
  { list: 'mine', query: '?box=mine' },
  { list: 'closed', query: '?box=closed' },
  { list: 'unassigned, 10 of them', query: '?box=unassigned' },
  { list: 'snoozed, 10 of them', query: '?box=snoozed' },
  { list: 'tag of all', query: '?tag=discord_dm' },
  { list: 'tag of 10', query: '?tag=rare' },
  { list: 'status of 10 leads', view: 'won' },
  { list: 'unread, 10 of them', view: 'unread' },
  { list: 'search: in 10 messages', query: '?q=xylophone' },
  { list: 'search: in all messages', query: '?q=flipper' },
  { list: 'search: two words', query: '?q=left+flip' },
  { list: 'search: name', query: '?q=lead+xc4ca' },
  { list: 'search: number', query: '?q=%2350' },
  { list: 'search: nothing', query: '?q=zebra' },
] as const;

export interface InboxListResult {
  list: string;
  /** Medians in milliseconds, from the request to the last byte. */
  smallMs: number;
  largeMs: number;
  /** Of the medians. */
  ratio: number;
  /** Round trips to the database for the page with the larger number, and for the list itself. */
  roundTrips: number;
  listRoundTrips: number;
}

export interface InboxResult {
  lists: InboxListResult[];
  messages: InboxMessagesResult;
}

/** Messages on their way to an open page; then the inbox with 10,000 conversations beside one with 100. */
export async function measureInbox(say: (line: string) => void): Promise<InboxResult> {
  return { messages: await measureInboxMessages(say), lists: await measureInboxLists(say) };
}

async function measureInboxLists(say: (line: string) => void): Promise<InboxListResult[]> {
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
    say(`inbox: writing ${LARGE.toLocaleString('en')} conversations`);
    await fillInbox(sql, small, owner, SMALL);
    await fillInbox(sql, large, owner, LARGE);
    await sql`vacuum analyze`;
    const cookie = await signIn(stack, owner);
    const addressOf = async (guildId: string, which: (typeof LISTS)[number]) => {
      if (!('view' in which)) return `/guilds/${guildId}/inbox${which.query}`;
      const [view] =
        await sql`select id from inbox_views where guild_id = ${guildId} and name = ${which.view}`;
      return `/guilds/${guildId}/inbox?box=${view?.id}`;
    };
    const results: InboxListResult[] = [];
    for (const which of LISTS) {
      say(`inbox: ${which.list}`);
      const addresses = { small: await addressOf(small, which), large: await addressOf(large, which) };
      const compared = await comparePages(stack, cookie, addresses, { rounds: ROUNDS, warmUp: WARM_UP });
      database.faults.stats().reset();
      await openPage(stack, cookie, addresses.large);
      const { queries, batches, statements } = database.faults.stats();
      results.push({
        list: which.list,
        ...compared,
        roundTrips: queries + batches,
        listRoundTrips: statements.filter((text) =>
          /from "conversations" .*"last_message_at" desc/s.test(text),
        ).length,
      });
    }
    return results;
  } finally {
    await stack.close();
  }
}

const ms = (value: number) => `${value.toFixed(1).padStart(7)} ms`;

/** The figures in words. */
export function reportInbox({ lists, messages }: InboxResult): string {
  const { count, row, event, shown } = messages;
  return [
    `Inbox: ${count} direct messages, one after the other, from the gateway's socket`,
    `  until the row is in the database   p50 ${ms(row.p50Ms)}   p99 ${ms(row.p99Ms)}`,
    `  until an open page is told         p50 ${ms(event.p50Ms)}   p99 ${ms(event.p99Ms)}`,
    `  until that page has it, drawn anew p50 ${ms(shown.p50Ms)}   p99 ${ms(shown.p99Ms)}`,
    '',
    `Inbox: median of a page over ${SMALL} and over ${LARGE.toLocaleString('en')} conversations, the ratio, round trips (those of the list)`,
    ...lists.map(
      ({ list, smallMs, largeMs, ratio, roundTrips, listRoundTrips }) =>
        `  ${list.padEnd(24)} ${ms(smallMs)} ${ms(largeMs)}   ${ratio.toFixed(2)}   ${roundTrips} (${listRoundTrips})`,
    ),
  ].join('\n');
}

if (import.meta.main) console.log(reportInbox(await measureInbox((line) => console.error(line))));
