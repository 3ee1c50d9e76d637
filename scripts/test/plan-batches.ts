export interface TestFile {
  path: string;
  /** Larger takes longer; only the proportions count. */
  weight: number;
}

/**
 * Puts test files into batches that each run in one process, the heaviest files first. A batch is a fair part of what is
 * left, so that the first ones save most starts and the last ones are small enough to end at about the same time.
 */
export function planBatches(files: readonly TestFile[], processes: number): string[][] {
  const waiting = files.toSorted((a, b) => b.weight - a.weight || a.path.localeCompare(b.path));
  const batches: string[][] = [];
  const total = waiting.reduce((sum, { weight }) => sum + weight, 0);
  let left = total;
  let next = 0;
  while (next < waiting.length) {
    // A start costs as much as some small files.
    const share = Math.max(left, total / 8) / (2 * processes);
    const batch: string[] = [];
    let taken = 0;
    for (
      let file = waiting[next];
      file && (taken === 0 || taken + file.weight <= share);
      file = waiting[next]
    ) {
      batch.push(file.path);
      taken += file.weight;
      next++;
    }
    left -= taken;
    batches.push(batch);
  }
  return batches;
}

/** Starting a stack or a browser takes as long as running this many characters of tests. */
const STACK_WEIGHT = 6_000;
const BROWSER_WEIGHT = 12_000;

/** How long a test file takes, guessed from its text: right enough to begin with the long ones. */
export function guessWeight(text: string): number {
  const stacks =
    text.match(/await (?:createTestApp|startLocalStack|startTestDatabase|start\w*Discord)\(/g)?.length ?? 0;
  const browsers = /openBrowser\(/.test(text) ? 1 : 0;
  return text.length + stacks * STACK_WEIGHT + browsers * BROWSER_WEIGHT;
}

/**
 * A module that runs test files one after the other, each with its hooks to itself. A file is only loaded when the one
 * before it has ended: the runner tells by the asynchronous context which suite a test belongs to, and files that load
 * at the same time would get each other's.
 */
export function batchModule(files: readonly { name: string; url: string }[]): string {
  return `import { after, describe, it } from 'node:test';
for (const { name, url } of ${JSON.stringify(files)}) {
  await new Promise((ended) => {
    describe(name, async () => {
      after(ended);
      try {
        await import(url);
      } catch (error) {
        it('can be loaded', () => {
          throw error;
        });
      }
    });
  });
}
`;
}
