/** One sentence about one thing that was looked at. */
export interface Finding {
  /** What was looked at: a variable's name, `token`, `permissions` … Stable, for programs. */
  check: string;
  /** `skipped`: could not be looked at, because something that it rests on is broken. */
  state: 'ok' | 'warning' | 'broken' | 'skipped';
  says: string;
  /** What to click or run; there for every warning and everything broken. */
  remedy?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says });
export const skipped = (check: string, says: string): Finding => ({ check, state: 'skipped', says });
export const warning = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  says,
  remedy,
});
export const broken = (check: string, says: string, remedy: string): Finding => ({
  check,
  state: 'broken',
  says,
  remedy,
});

/** Thrown by what several checks share, when another check reports the cause. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}
