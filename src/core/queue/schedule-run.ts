const MINUTE_MS = 60_000;

/** Of a schedule, what the ids of its runs are made of. */
interface Scheduled {
  id: string;
  everyMinutes: number;
}

/** The beginning of the ids of a schedule's runs; the number of the interval follows. */
export const runPrefix = ({ id }: Scheduled): string => `schedule:${id}:`;

/** The number of a schedule's interval that a time (Unix milliseconds) lies in. */
export const intervalAt = ({ everyMinutes }: Scheduled, at: number): number =>
  Math.floor(at / (everyMinutes * MINUTE_MS));
