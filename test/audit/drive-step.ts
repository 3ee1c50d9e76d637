import assert from 'node:assert/strict';
import type { TestApp, TestGuild } from '../support/app.ts';

/** What one operation has to leave in the log. */
export interface Step {
  name: string;
  action: string;
  target: RegExp;
  /** Whether there was something before, and is something after. */
  kept: 'made' | 'changed' | 'removed' | 'told';
  /** Actions that the engine itself logs afterwards because of it. */
  then?: readonly string[];
  /** Calls `prepared` when what comes before the operation itself is done. */
  run(prepared: () => Promise<void>): Promise<unknown>;
}

export type LogRow = Record<string, unknown>;

export const auditRows = (app: TestApp, guild: TestGuild): Promise<LogRow[]> =>
  app.sql`select * from audit_log where guild_id = ${guild.id} order by created_at, id` as Promise<LogRow[]>;

/** Runs an operation and checks that it left exactly one row, with who, where, how, before and after. */
export async function driveStep(
  app: TestApp,
  guild: TestGuild,
  step: Step,
  { source, actors }: { source: 'api' | 'discord' | 'dashboard'; actors: readonly string[] },
): Promise<void> {
  const rows = () => auditRows(app, guild);
  let earlier = (await rows()).length;
  await step.run(async () => {
    await app.settle();
    earlier = (await rows()).length;
  });
  await app.settle();
  const added = (await rows()).slice(earlier);
  const what = `${step.name}: ${JSON.stringify(added)}`;
  const [row, ...more] = added;
  assert.ok(row, what);
  assert.deepEqual(
    more.map(({ action, source: by }) => [action, by]),
    (step.then ?? []).map((action) => [action, 'job']),
    what,
  );
  assert.equal(row.action, step.action, what);
  assert.match(String(row.target), step.target, what);
  assert.equal(row.source, source, what);
  assert.ok(actors.includes(String(row.actor)), what);
  assert.match(String(row.request_id), /^[\w-]{6,40}$/, what);
  assert.equal(row.guild_id, guild.id);
  assert.equal(row.before !== null, ['changed', 'removed'].includes(step.kept), `before of ${what}`);
  assert.equal(row.after !== null, ['made', 'changed'].includes(step.kept), `after of ${what}`);
  if (step.kept === 'changed') assert.notDeepEqual(row.before, row.after, what);
}
