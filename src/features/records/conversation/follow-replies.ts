/** How far up a chain of replies is followed; each hop outside the window may cost a call. */
export const MAX_HOPS = 10;

/**
 * The messages that one answers, and those that they answer, nearest first. `find` gives a message by id, or undefined
 * where it was deleted, which ends the chain. Never visits a message twice and never hops more than `maxHops` times.
 */
export async function followReplies<Message extends { id: string }>(
  start: Message,
  parentOf: (message: Message) => string | undefined,
  find: (id: string, child: Message) => Promise<Message | undefined>,
  maxHops: number = MAX_HOPS,
): Promise<Message[]> {
  const chain: Message[] = [];
  const seen = new Set([start.id]);
  let child = start;
  for (let hop = 0; hop < maxHops; hop++) {
    const id = parentOf(child);
    if (id === undefined || seen.has(id)) break;
    const parent = await find(id, child);
    if (!parent || seen.has(parent.id)) break;
    seen.add(parent.id);
    chain.push(parent);
    child = parent;
  }
  return chain;
}
