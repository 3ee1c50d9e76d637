/** What Discord lets one webhook do: five posts in two seconds, and thirty a minute in one channel. */
const RULES = [
  { most: 5, withinMs: 2_000 },
  { most: 30, withinMs: 60_000 },
] as const;
/** Discord counts when a post arrives, we when it leaves. */
const MARGIN_MS = 150;
const LONGEST_MS = 60_000 + MARGIN_MS;

/** Milliseconds until the next post may leave, given when the last ones did (Unix milliseconds, oldest first). */
export function waitBeforePost(posts: readonly number[], now: number): number {
  const waits = RULES.map(({ most, withinMs }) => {
    const oldest = posts.at(-most);
    return oldest === undefined ? 0 : oldest + withinMs + MARGIN_MS - now;
  });
  return Math.max(0, ...waits);
}

/** The memory of posts with one more, without those that no rule asks for. */
export const rememberPost = (posts: readonly number[], now: number): number[] =>
  [...posts, now].filter((at) => at > now - LONGEST_MS).slice(-30);
