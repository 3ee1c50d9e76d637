/** Discord lets roles of a server be changed about once a second. */
const SECONDS_PER_CALL = 1;

/** How long so many changes take, as people say it: “about 40 s”, “about 12 min”, “about 14 h”. */
export function timeOfCalls(calls: number): string {
  const seconds = Math.max(1, calls * SECONDS_PER_CALL);
  if (seconds < 90) return `about ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.ceil(minutes / 60)} h`;
}
