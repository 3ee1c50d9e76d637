/** Who waits for the one backend, and who holds it. `idleSince` is set while a holder sends nothing. */
export interface BackendUser {
  readonly id: number;
}

export interface BackendQueue<User extends BackendUser> {
  /** Resolves when the user alone may talk to the backend; at once if it already may. */
  acquire(user: User): Promise<void>;
  /** Passes the backend to whoever has waited longest. */
  release(user: User): void;
  /** Tells that the holder keeps the backend but is silent now (`true`) or working (`false`). */
  setIdle(user: User, idle: boolean): void;
  /** Takes a user that has gone out of the waiting line. */
  leave(user: User): void;
  holder(): User | undefined;
}

/**
 * A fair line in front of a database that has one backend: first come, first served, a transaction is never interleaved.
 * A holder that sits silent in a transaction while others wait is handed to `evict` after `idleMs`, however many
 * come and go meanwhile, else a client that waits for another client would stop everybody for ever.
 */
export function createBackendQueue<User extends BackendUser>(
  idleMs: number,
  evict: (user: User) => void,
): BackendQueue<User> {
  let holder: User | undefined;
  let idle = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watched: User | undefined;
  const waiting: { user: User; go: () => void }[] = [];

  function watch(): void {
    const silent = idle && waiting.length > 0 ? holder : undefined;
    // Whoever comes into the line must not give the silent one its time anew.
    if (silent === watched) return;
    clearTimeout(timer);
    watched = silent;
    if (!silent) return;
    timer = setTimeout(() => {
      // A machine that stood still meanwhile first reads what has come in.
      setImmediate(() => watched === silent && evict(silent));
    }, idleMs);
    timer.unref();
  }

  return {
    acquire(user) {
      if (holder === user) return Promise.resolve();
      if (!holder) {
        holder = user;
        idle = false;
        return Promise.resolve();
      }
      return new Promise((go) => {
        waiting.push({ user, go });
        watch();
      });
    },
    release(user) {
      if (holder !== user) return;
      const next = waiting.shift();
      holder = next?.user;
      idle = false;
      watch();
      next?.go();
    },
    setIdle(user, value) {
      if (holder !== user) return;
      idle = value;
      watch();
    },
    leave(user) {
      const index = waiting.findIndex((entry) => entry.user === user);
      if (index < 0) return;
      const [gone] = waiting.splice(index, 1);
      watch();
      gone?.go();
    },
    holder: () => holder,
  };
}
