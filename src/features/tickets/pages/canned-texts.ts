import type { PageRequest } from '../../../core/web/page.ts';
import type { CannedText } from '../../conversations/pages/public.ts';
import type { CategoryRow, Ticket } from '../views.ts';

/** Texts that are said often, as they would be said in this ticket. */
export async function cannedTexts(
  _page: PageRequest,
  _found: Ticket,
  _categories: readonly CategoryRow[],
): Promise<CannedText[]> {
  return [];
}
