import type { PageRequest } from '../../../core/web/page.ts';
import type { CannedText } from '../../conversations/pages/public.ts';
import { fillPlaceholders, listCannedReplies } from '../../conversations/public.ts';
import { READ } from '../access.ts';
import { loadRules } from '../desk/hours/calendar.ts';
import { knownValues } from '../desk/replies/canned-reply.ts';
import type { CategoryRow, Ticket } from '../views.ts';

/** Enough for a menu; more are found on their own page. */
const MOST = 60;

/** Texts that are said often, as they would be said in this ticket. */
export async function cannedTexts(
  { ctx, guild, viewer }: PageRequest,
  found: Ticket,
  categories: readonly CategoryRow[],
): Promise<CannedText[]> {
  const { categoryId } = found.ticket;
  const [rows, { calendars }] = await Promise.all([
    listCannedReplies(ctx, { limit: MOST }, READ),
    loadRules(ctx, [categoryId]),
  ]);
  const values = knownValues(found, {
    agent: viewer.name,
    server: guild.name,
    category: categories.find(({ id }) => id === categoryId)?.name ?? '',
    calendars,
  });
  return rows.map(({ name, body }) => ({ name, body: fillPlaceholders(body, values) }));
}
