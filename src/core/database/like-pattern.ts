/** A pattern for ILIKE that finds the text anywhere and takes its `%`, `_` and `\` literally. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
