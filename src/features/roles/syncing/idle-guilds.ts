/** A rule that was just made elsewhere is minded within this time; where it was made, at once. */
const REMEMBER_MS = 30_000;
const MOST_GUILDS = 1_000;

/**
 * Servers in which no rule hands out anything, so that not every change of a member there costs a query. Plain values
 * that only save that, so an isolate may keep them between events.
 */
const idleUntil = new Map<string, number>();

export const isIdle = (guildId: string, now: Date): boolean => (idleUntil.get(guildId) ?? 0) > now.getTime();

export function rememberIdle(guildId: string, now: Date): void {
  if (idleUntil.size >= MOST_GUILDS) idleUntil.clear();
  idleUntil.set(guildId, now.getTime() + REMEMBER_MS);
}

/** A rule was made or goes on. */
export function forgetIdle(guildId: string): void {
  idleUntil.delete(guildId);
}
