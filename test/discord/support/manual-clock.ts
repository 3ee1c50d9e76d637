/** A clock that moves only when somebody sleeps. Waiting takes no real time. */
export interface ManualClock {
  now: () => number;
  /** Moves the clock forward at once. */
  sleep: (ms: number) => Promise<void>;
  advance: (ms: number) => void;
  /** Every wait asked for, in milliseconds. */
  slept: number[];
}

export function createManualClock(start = 1_800_000_000_000): ManualClock {
  let time = start;
  const slept: number[] = [];
  return {
    now: () => time,
    slept,
    advance: (ms) => {
      time += ms;
    },
    sleep: async (ms) => {
      slept.push(ms);
      time += ms;
    },
  };
}

/** A clock for many waiters at once: time jumps to the earliest of them when nobody else can move. */
export interface EventClock {
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Runs until the work is done; throws if it waits for something that is not this clock. */
  run: (work: Promise<unknown>) => Promise<void>;
}

export function createEventClock(start = 1_800_000_000_000): EventClock {
  let time = start;
  let order = 0;
  const waiting: { at: number; order: number; wake: () => void }[] = [];
  return {
    now: () => time,
    sleep: (ms) =>
      new Promise((wake) => {
        const entry = { at: time + ms, order: order++, wake };
        let index = waiting.length;
        while (index > 0) {
          const before = waiting[index - 1];
          if (!before || before.at <= entry.at) break;
          index -= 1;
        }
        waiting.splice(index, 0, entry);
      }),
    run: async (work) => {
      let done = false;
      const finished = work.finally(() => {
        done = true;
      });
      finished.catch(() => {});
      // Only microtasks run between two steps of time: a turn of the real loop lets them all settle.
      for (let idle = 0; !done && idle < 10; ) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        const first = waiting.shift();
        if (!first) {
          idle += 1;
          continue;
        }
        idle = 0;
        time = first.at;
        first.wake();
      }
      if (!done) throw new Error('the work waits for something outside this clock');
      await finished;
    },
  };
}
