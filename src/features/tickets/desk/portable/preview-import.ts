import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import type { PortableLine } from './format.ts';

/** What a file would bring, as it is when somebody looks at it. */
export interface ImportPreview {
  categories: number;
  /** Those that the server has, by id or name: they are used as they are. */
  knownCategories: number;
  tickets: number;
  /** Those that are there already, by id: they are left as they are. */
  knownTickets: number;
  /** New ones whose number another conversation has: they get the next free one. */
  renumbered: number;
  messages: number;
  files: number;
  /** When the oldest and the newest were opened; ISO 8601. */
  from: string | null;
  to: string | null;
}

/** Counts what lines would bring, without bringing anything. One round trip. */
export async function previewImport(
  ctx: ActionContext,
  lines: readonly PortableLine[],
): Promise<ImportPreview> {
  const categories = lines.filter((line) => line.kind === 'category');
  const tickets = lines.filter((line) => line.kind === 'ticket');
  const messages = tickets.flatMap((ticket) => ticket.messages);
  const opened = tickets.map(({ createdAt }) => createdAt).toSorted();
  const list = (values: readonly unknown[]) => JSON.stringify(values);
  const numbered = list(tickets.map(({ id, number }) => ({ id, number })));
  const { rows } = await ctx.db.execute<Record<'categories' | 'tickets' | 'renumbered', number>>(sql`select
    (select count(*)::int from jsonb_to_recordset(${list(
      categories.map(({ id, name }) => ({ id, name })),
    )}::jsonb) as line(id uuid, name text) where exists (select 1 from ticket_categories c
      where c.guild_id = ${ctx.guildId} and (c.id = line.id or lower(c.name) = lower(line.name)))) as categories,
    (select count(*)::int from conversations where guild_id = ${ctx.guildId}
      and id in (select value::uuid from jsonb_array_elements_text(${list(tickets.map(({ id }) => id))}::jsonb))) as tickets,
    (select count(*)::int from jsonb_to_recordset(${numbered}::jsonb) as line(id uuid, number int)
      where exists (select 1 from conversations c where c.guild_id = ${ctx.guildId} and c.number = line.number)
      and not exists (select 1 from conversations c where c.guild_id = ${ctx.guildId} and c.id = line.id)) as renumbered`);
  const known = rows[0] ?? { categories: 0, tickets: 0, renumbered: 0 };
  return {
    categories: categories.length,
    knownCategories: known.categories,
    tickets: tickets.length,
    knownTickets: known.tickets,
    renumbered: known.renumbered,
    messages: messages.length,
    files: messages.flatMap(({ files }) => files).length,
    from: opened[0] ?? null,
    to: opened.at(-1) ?? null,
  };
}
