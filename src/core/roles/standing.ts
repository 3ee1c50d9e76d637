import type { ActionContext } from '../context.ts';

/** Asks a standing either for some people or for a page of everybody. */
export type StandingQuestion =
  /** Which of these have it. */
  | { userIds: readonly string[] }
  /** The next `limit` people whose id comes after `after`, by id as text; fewer than `limit` means that no more follow. */
  | { after: string; limit: number };

/**
 * A named fact about members that a feature can tell, such as "has linked an account". Features only declare what holds;
 * which Discord role goes with it is the admins' rule.
 */
export interface Standing {
  /** As said of one person: "Has linked an account". */
  title: string;
  /** One sentence: when somebody has it and when no longer. */
  help: string;
  /** Discord ids of who has it in `ctx.guildId`, in one query. */
  members(ctx: ActionContext, question: StandingQuestion): Promise<readonly string[]>;
  /** Signal types that may change it → whose, read from the signal's data. */
  changedBy: Readonly<Record<string, (data: Record<string, unknown>) => readonly string[]>>;
}

/** A standing with its place: `id` is `<feature>.<name>`. */
export interface RegisteredStanding extends Standing {
  id: string;
  feature: string;
}

/** Job that every standing needs; the feature `roles` declares it. */
export const REACT_JOB = 'roles.react';

interface Declaring {
  name: string;
  standings?: Readonly<Record<string, Standing>>;
}

/** The standings that features declare, by full name. Throws, naming the feature, on a name that is not kebab-case. */
export function registerStandings(features: readonly Declaring[]): ReadonlyMap<string, RegisteredStanding> {
  const found = new Map<string, RegisteredStanding>();
  for (const { name: feature, standings = {} } of features) {
    for (const [name, standing] of Object.entries(standings)) {
      if (!/^[a-z][a-z-]*$/.test(name))
        throw new Error(`feature "${feature}": standing "${name}" is not kebab-case`);
      const id = `${feature}.${name}`;
      found.set(id, { ...standing, id, feature });
    }
  }
  return found;
}
