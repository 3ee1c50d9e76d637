import type { CategoryRow, PanelRow } from '../views.ts';

/** The categories that a panel shows, in its order. */
export const categoriesOf = (
  { categoryIds }: Pick<PanelRow, 'categoryIds'>,
  categories: readonly CategoryRow[],
): CategoryRow[] => categoryIds.flatMap((id) => categories.find((row) => row.id === id) ?? []);
