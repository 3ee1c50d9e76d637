/** An emoji as components take it: `🧾`, or `name:id` of one of the server's. */
export function componentEmoji(emoji: string | null): { emoji?: { id?: string; name: string } } {
  if (!emoji) return {};
  const [, name, id] = /^(\w+):(\d+)$/.exec(emoji) ?? [];
  return { emoji: name && id ? { id, name } : { name: emoji } };
}
