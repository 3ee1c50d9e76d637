/** What `/health` of the Worker says, as far as the doctor believes it. */
export interface WorkerHealth {
  state: 'ok' | 'degraded' | 'off';
  dependencies: Record<string, { state?: unknown; reason?: unknown }>;
}

/** How a call to the Worker ended. */
export type HealthAnswer =
  | { kind: 'health'; health: WorkerHealth }
  /** Something answered that is not Guildhall. */
  | { kind: 'other'; status: number }
  | { kind: 'nothing' };

export function parseHealth(text: string): WorkerHealth | undefined {
  try {
    const { state, dependencies } = JSON.parse(text);
    if (state !== 'ok' && state !== 'degraded' && state !== 'off') return undefined;
    if (typeof dependencies !== 'object' || dependencies === null) return undefined;
    return { state, dependencies };
  } catch {
    return undefined;
  }
}

/** The sentences about what is not well. */
export function healthReasons({ dependencies }: WorkerHealth): string[] {
  return Object.values(dependencies).flatMap((dependency) =>
    typeof dependency?.reason === 'string' ? [dependency.reason] : [],
  );
}
