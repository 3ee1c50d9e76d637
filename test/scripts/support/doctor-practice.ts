import assert from 'node:assert/strict';
import type { DoctorOptions } from '../../../scripts/doctor/context.ts';
import type { Finding } from '../../../scripts/doctor/finding.ts';
import { main } from '../../../scripts/doctor.ts';
import type { LocalDiscord } from '../../../scripts/local/discord/server.ts';
import { ensureTemplate } from '../../../scripts/local/neon/template.ts';
import type { LocalDatabase } from '../../../scripts/local/neon.ts';
import { type LocalStack, startLocalStack } from '../../../scripts/local/stack.ts';
import type { Variables } from '../../../scripts/variables.ts';

export interface Visit {
  code: number;
  findings: Finding[];
  /** What is not well. */
  problems: Finding[];
  output: string;
}

export interface VisitOptions {
  /** Over those of the set-up; an empty text takes one away. */
  variables?: Variables;
  args?: string[];
  over?: Partial<DoctorOptions>;
}

/** A whole set-up with the demo guilds, in which all is well, and a doctor who visits it. */
export interface DoctorPractice {
  stack: LocalStack;
  discord: LocalDiscord;
  database: LocalDatabase;
  visit(options?: VisitOptions): Promise<Visit>;
}

export async function openPractice(): Promise<DoctorPractice> {
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'demo',
    variables: {},
    databaseTemplate: await ensureTemplate(),
  });
  const { discord, database } = stack;
  assert.ok(discord && database);
  return {
    stack,
    discord,
    database,
    async visit({ variables = {}, args = [], over = {} } = {}) {
      const set = Object.entries({ ...stack.variables, ...variables }).filter(([, value]) => value);
      const lines: string[] = [];
      const code = await main([...args, '--json'], Object.fromEntries(set), (line) => lines.push(line), over);
      const output = lines.join('\n');
      const findings = JSON.parse(output) as Finding[];
      const problems = findings.filter(({ state }) => state === 'broken' || state === 'warning');
      return { code, findings, problems, output };
    },
  };
}

/** Fails unless exactly this one thing is wrong, and is said with a way to put it right. */
export function assertOnly(
  visited: Visit,
  check: string,
  says: RegExp,
  remedy: RegExp,
  state = 'broken',
): Finding {
  assert.deepEqual(
    visited.problems.map((finding) => [finding.check, finding.state]),
    [[check, state]],
    visited.output,
  );
  const [found] = visited.problems;
  assert.ok(found);
  assert.match(found.says, says);
  assert.match(found.remedy ?? '', remedy);
  assert.equal(visited.code, state === 'broken' ? 1 : 0);
  return found;
}
