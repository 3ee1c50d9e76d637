/** The first so many signs of a text, without half of one: Postgres takes no text with that in it. */
export const cut = (text: string, most: number): string =>
  text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
