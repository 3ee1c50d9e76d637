import type { Feature } from '../feature.ts';
import { isForGroup, type RegisteredKind } from './kind.ts';
import { NOTIFICATION_ADDED } from './signals.ts';

/** Jobs that every kind needs; the feature `notifications` declares them. */
export const PLAN_JOB = 'notifications.plan';
export const DELIVER_JOB = 'notifications.deliver';

/** The kinds that features declare, by full name. Throws, naming the feature, on one that could not be told. */
export function registerKinds(
  features: readonly Feature[],
  known: {
    signals: { has(type: string): boolean };
    access: { has(permission: string): boolean };
    jobs: { has(name: string): boolean };
  },
): ReadonlyMap<string, RegisteredKind> {
  const kinds = new Map<string, RegisteredKind>();
  for (const { name: feature, notifications = {} } of features) {
    for (const [name, kind] of Object.entries(notifications)) {
      const id = `${feature}.${name}`;
      const fail = (problem: string) => new Error(`feature "${feature}": notification "${name}" ${problem}`);
      if (!/^[a-z][a-z-]*$/.test(name)) throw fail('is not kebab-case');
      if (!known.access.has(kind.access))
        throw fail(`needs permission "${kind.access}", which no feature declares`);
      for (const type of Object.keys(kind.from)) {
        if (!known.signals.has(type)) throw fail(`waits for signal "${type}", which no feature emits`);
        if (type === NOTIFICATION_ADDED) throw fail('tells of notifications, which would never end');
      }
      if (kind.critical && kind.default === 'none') throw fail('is critical but reaches nobody');
      if (kind.confidential && (isForGroup(kind) || kind.default === 'channel'))
        throw fail('is confidential, so it can only be told to single people and not in a channel');
      kinds.set(id, { ...kind, id, feature });
    }
  }
  for (const { id, insteadOf } of kinds.values()) {
    if (insteadOf === undefined) continue;
    const other = kinds.get(insteadOf);
    if (!other || !isForGroup(other) || other.insteadOf !== undefined)
      throw new Error(`notification "${id}" stands for "${insteadOf}", which is no plain kind for a group`);
  }
  if (kinds.size > 0) {
    for (const job of [PLAN_JOB, DELIVER_JOB])
      if (!known.jobs.has(job))
        throw new Error(`notifications need the job "${job}", which no feature declares`);
  }
  return kinds;
}

/** Kinds that tell of signals of a type. */
export const kindsOf = (kinds: ReadonlyMap<string, RegisteredKind>, type: string): RegisteredKind[] =>
  [...kinds.values()].filter((kind) => Object.hasOwn(kind.from, type));
