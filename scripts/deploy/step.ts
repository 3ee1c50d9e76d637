/** What a step came to. */
export interface Outcome<T> {
  /** `planned`: would have been done, had this not been a dry run. */
  state: 'done' | 'already' | 'planned';
  /** One plain sentence: what was done, or how it was. */
  says: string;
  /** More that the person should know. */
  notes?: readonly string[];
  /** What later steps need. */
  value: T;
}

export interface Problem {
  says: string;
  /** What to click or run. */
  remedy: string;
}

/** A step that could not be finished, for causes that a person can put right. */
export class StepFailed extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ says }) => says).join(' '));
    this.name = 'StepFailed';
    this.problems = problems;
  }
}

export const failed = (says: string, remedy: string) => new StepFailed([{ says, remedy }]);

export const already = <T>(says: string, value: T, notes: readonly string[] = []): Outcome<T> => ({
  state: 'already',
  says,
  value,
  notes,
});
export const done = <T>(says: string, value: T, notes: readonly string[] = []): Outcome<T> => ({
  state: 'done',
  says,
  value,
  notes,
});
export const planned = <T>(says: string, value: T, notes: readonly string[] = []): Outcome<T> => ({
  state: 'planned',
  says,
  value,
  notes,
});

const SIGNS = { done: '✓', already: '=', planned: '→' } as const;

/** Runs steps one after the other and says a line for each. */
export class Steps {
  private number = 0;
  private readonly counts = { done: 0, already: 0, planned: 0 };
  private readonly total: number;
  private readonly print: (line: string) => void;

  constructor(total: number, print: (line: string) => void) {
    this.total = total;
    this.print = print;
  }

  /** @throws StepFailed after having said which step it was, why, and what to do. */
  async run<T>(name: string, step: () => Promise<Outcome<T>>): Promise<T> {
    this.number += 1;
    const place = `${this.number}/${this.total} ${name}`;
    try {
      const { state, says, notes = [], value } = await step();
      this.counts[state] += 1;
      this.print(`${SIGNS[state]} ${place}: ${says}`);
      for (const note of notes) this.print(`    ${note}`);
      return value;
    } catch (error) {
      if (!(error instanceof StepFailed)) {
        this.print(`✗ ${place}: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
      for (const { says, remedy } of error.problems) {
        this.print(`✗ ${place}: ${says}`);
        this.print(`    → ${remedy}`);
      }
      throw error;
    }
  }

  count(state: Outcome<unknown>['state']): number {
    return this.counts[state];
  }
}
