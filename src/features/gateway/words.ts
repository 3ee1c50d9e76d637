const PHASES: Record<string, string> = {
  ready: 'Connected',
  resuming: 'Catching up',
  waiting: 'Waiting to try again',
  full: 'Waiting for the queue',
  halted: 'Stopped',
  stopped: 'Not connected',
};

/** What a shard does, for people; every step of connecting is the same to them. */
export const phaseWords = (phase: string): string => PHASES[phase] ?? 'Connecting';

/** How long ago, roughly. */
export function ageWords(seconds: number | null): string {
  if (seconds === null) return 'never';
  if (seconds < 120) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ago`;
}
