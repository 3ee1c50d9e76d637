/** Discord's epoch: the first second of 2015, in unix milliseconds. */
export const DISCORD_EPOCH = 1_420_070_400_000;

/** Makes ids whose time part is the given clock's; ids never repeat and never go back, even when the clock stands still. */
export class SnowflakeMaker {
  private lastMs = 0;
  private sequence = 0;
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  next(): string {
    const ms = Math.max(this.now(), this.lastMs);
    this.sequence = ms === this.lastMs ? this.sequence + 1 : 0;
    this.lastMs = ms;
    if (this.sequence > 4095) {
      this.lastMs += 1;
      this.sequence = 0;
    }
    return snowflakeAt(this.lastMs, this.sequence);
  }

  position(): [number, number] {
    return [this.lastMs, this.sequence];
  }

  restore([lastMs, sequence]: [number, number]): void {
    this.lastMs = lastMs;
    this.sequence = sequence;
  }
}

export function snowflakeAt(ms: number, sequence = 0): string {
  return ((BigInt(Math.floor(ms) - DISCORD_EPOCH) << 22n) | BigInt(sequence)).toString();
}

export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value);
}

export function compareSnowflakes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
