import type { neon } from '@neondatabase/serverless';
import { bulkLoad } from './bulk-load.ts';

type Sql = ReturnType<typeof neon<false, false>>;

/** Lists that stay short however much is done: so many are in them in every server. */
export const FEW = 10;
/** Messages of each ticket. */
export const MESSAGES = 10;
/** Tickets written by one statement. */
const AT_ONCE = 5_000;

/**
 * A ticket desk's life in bulk, the last tickets the newest: one in fifty is not closed, every other one of these is the
 * owner's, every closed one has a transcript. `FEW` each are urgent, tagged `rare`, and have the word “xylophone”.
 */
export async function fillTickets(
  sql: Sql,
  guildId: string,
  owner: string,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const tables = [
    'conversations',
    'tickets',
    'ticket_phases',
    'conversation_messages',
    'conversation_reads',
    'ticket_transcripts',
  ];
  await bulkLoad(sql, tables, () => insertTickets(sql, guildId, owner, count, say));
}

async function insertTickets(
  sql: Sql,
  guildId: string,
  owner: string,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const step = Math.floor(count / FEW);
  for (let from = 1; from <= count; from += AT_ONCE) {
    const to = Math.min(count, from + AT_ONCE - 1);
    if (from % 20_000 === 1)
      say(`tickets: writing ${from.toLocaleString('en')} of ${count.toLocaleString('en')}`);
    await sql`insert into conversations (id, guild_id, number, feature, person_id, person_name, subject, state,
        assignee_id, assignee_name, transport, channel_id, tags, priority, preview, last_message_at, last_inbound_at,
        version, created_at, updated_at, closed_at)
      select gen_random_uuid(), ${guildId}, n, 'tickets', (500000000000000000 + n % (${count}::int / 2))::text,
        'Member x' || substr(md5(n::text), 1, 10), 'Server x' || substr(md5('s' || n), 1, 8) || ' does not start',
        case when n % 50 <> 0 then 'closed' when n % 150 = 0 then 'waiting' else 'open' end,
        case when n % 100 = 0 then ${owner} end, case when n % 100 = 0 then 'Ada' end,
        'thread', (700000000000000000 + n)::text,
        case when n % ${step}::int = 3 then '["rare"]'::jsonb else '["server"]'::jsonb end,
        case when n % ${step}::int = 0 then 'urgent' else 'normal' end,
        'The node x' || md5(n::text), at, at, 1, at, at, case when n % 50 <> 0 then at end
      from (select n, date_trunc('milliseconds', now() - make_interval(mins => ${count}::int - n)) as at
        from generate_series(${from}::int, ${to}::int) n) numbers`;
    await sql`insert into tickets (id, guild_id, status, assignee_id, priority, last_message_at, source, person_id,
        opened_by, opened_by_name, is_private, channel_id, thread_id, setup_state, closed_at, created_at, updated_at)
      select id, guild_id, case state when 'open' then case when assignee_id is null then 'open' else 'in_progress' end
          else state end, assignee_id, priority, last_message_at, 'panel', person_id, 'user:' || person_id, person_name,
        true, ${guildId}, channel_id, 'ready', closed_at, created_at, updated_at
      from conversations where guild_id = ${guildId} and number between ${from}::int and ${to}::int`;
    await sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
        author_kind, content, state, created_at)
      select gen_random_uuid(), ${guildId}, c.id, c.person_id, case when m % 2 = 1 then 'in' else 'out' end, c.person_name,
        case when m % 2 = 1 then 'person' else 'staff' end,
        case when m = 3 and c.number % ${step}::int = 4 then 'The xylophone is out of tune'
          else 'The node x' || md5(c.number || ':' || m) || ' says that the port is in use' end,
        case when m % 2 = 1 then 'received' else 'sent' end, c.created_at
      from conversations c, generate_series(1, ${MESSAGES}::int) m
      where c.guild_id = ${guildId} and c.number between ${from}::int and ${to}::int
      order by c.number, m`;
    await sql`insert into ticket_transcripts (id, guild_id, ticket_id, number, person_id, person_name, subject, audience,
        storage_key, messages, words, root_hash, signature, created_at)
      select gen_random_uuid(), ${guildId}, id, number, person_id, person_name, subject, 'team', 'none', ${MESSAGES}::int,
        case when number % ${step}::int = 4 then 'The xylophone is out of tune' else subject end, 'none', '', created_at
      from conversations where guild_id = ${guildId} and closed_at is not null
        and number between ${from}::int and ${to}::int`;
  }
  await sql`insert into conversation_reads (guild_id, conversation_id, user_id, up_to, updated_at)
    select ${guildId}, conversation_id, ${owner}, max(sequence), now() from conversation_messages
    where guild_id = ${guildId} group by conversation_id`;
}
