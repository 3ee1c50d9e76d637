import type { neon } from '@neondatabase/serverless';

type Sql = ReturnType<typeof neon<false, false>>;

/** Lists of a desk that stay short however much is done: so many are in them in every server. */
export const FEW = 10;
/** Messages of each conversation. */
const MESSAGES = 5;

/**
 * A desk's life in bulk: two thirds of the conversations are open or wait, most of them the owner's, everything is read
 * but for a few. `FEW` each are unassigned, snoozed, tagged `rare`, won, unread, and have the word “xylophone”.
 */
export async function fillInbox(sql: Sql, guildId: string, owner: string, count: number): Promise<void> {
  const step = Math.floor(count / FEW);
  await sql`insert into conversations (id, guild_id, number, feature, open_key, person_id, person_name, subject, state,
      assignee_id, assignee_name, transport, channel_id, tags, preview, last_message_at, last_inbound_at, version,
      created_at, updated_at, closed_at)
    select gen_random_uuid(), ${guildId}, n, 'inbox', case when n % 3 > 0 then 'p' || n end,
      (500000000000000000 + n)::text, 'Lead x' || substr(md5(n::text), 1, 10), '',
      case when n % ${step}::int = 1 then 'snoozed' when n % 3 = 0 then 'closed' when n % 3 = 1 then 'open' else 'waiting' end,
      case when n % ${step}::int = 2 then null when n % 10 = 0 then '600000000000000001' else ${owner} end,
      case when n % ${step}::int = 2 then null when n % 10 = 0 then 'Sam' else 'Ada' end,
      'dm', (700000000000000000 + n)::text,
      case when n % ${step}::int = 3 then '["rare"]'::jsonb else '["discord_dm"]'::jsonb end,
      'Is the left flipper x' || md5(n::text), at, at, 1, at, at, case when n % 3 = 0 then at end
    from (select n, date_trunc('milliseconds', now() - make_interval(mins => ${count}::int - n)) as at
      from generate_series(1, ${count}::int) n) numbers`;
  await sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
      author_kind, content, state, created_at)
    select gen_random_uuid(), ${guildId}, c.id, c.person_id, case when m % 2 = 1 then 'in' else 'out' end, c.person_name,
      case when m % 2 = 1 then 'person' else 'staff' end,
      case when m = 3 and c.number % ${step}::int = 4 then 'The xylophone is out of tune'
        else 'The left flipper x' || md5(c.number || ':' || m) || ' stays up when it is warm' end,
      case when m % 2 = 1 then 'received' else 'sent' end, c.created_at
    from conversations c, generate_series(1, ${MESSAGES}::int) m where c.guild_id = ${guildId}
    order by c.number, m`;
  await sql`update conversations set last_inbound_sequence = (select max(sequence) from conversation_messages
      where conversation_id = conversations.id and direction = 'in') where guild_id = ${guildId}`;
  await sql`insert into conversation_reads (guild_id, conversation_id, user_id, up_to, updated_at)
    select ${guildId}, conversation_id, ${owner}, max(sequence), now() from conversation_messages
    where guild_id = ${guildId} and conversation_id not in
      (select id from conversations where guild_id = ${guildId} and number % ${step}::int = 5)
    group by conversation_id`;
  await sql`insert into leads (id, guild_id, person_id, name, username, status, owner_id, owner_name, tags,
      last_contact_at, created_at, updated_at)
    select gen_random_uuid(), ${guildId}, person_id, person_name, person_name,
      case when number % ${step}::int = 7 then 'won' else 'new' end, ${owner}, 'Ada', '[]', last_message_at, created_at,
      created_at
    from conversations where guild_id = ${guildId}`;
  for (const [name, filter] of [
    ['won', { state: 'any', status: 'won' }],
    ['unread', { unread: true }],
  ] as const) {
    await sql`insert into inbox_views (id, guild_id, name, filter, created_by, created_by_name, created_at)
      values (gen_random_uuid(), ${guildId}, ${name}, ${JSON.stringify(filter)}, 'system:bench', 'Bench', now())`;
  }
}
