import { includesRole } from '../access/actor.ts';
import type { ActionContext } from '../context.ts';
import { GuildhallError } from '../errors.ts';
import type { AccessRole, Feature, Permission } from '../feature.ts';
import type { Registry } from '../registry.ts';
import type { Reader } from './readers.ts';

/** What it takes to open the stream at all. */
export const LIVE = 'hub:live' satisfies Permission;

interface Views {
  /** Signal type → permission to see it. */
  byType: ReadonlyMap<string, Permission>;
  /** Kind of subject → permission to see who is writing there. */
  byDraft: ReadonlyMap<string, Permission>;
  all: readonly Permission[];
}

const known = new WeakMap<Registry, Views>();

/**
 * Who may see which signals: those who may read the feature that emits them (`<feature>:read`). Of a feature without
 * that permission, those who may do the most there.
 */
export function viewsOf(registry: Registry): Views {
  const before = known.get(registry);
  if (before) return before;
  const byType = new Map<string, Permission>();
  const byDraft = new Map<string, Permission>();
  for (const feature of registry.features) {
    const permission = readingOf(feature);
    if (permission) for (const type of Object.keys(feature.signals ?? {})) byType.set(type, permission);
    for (const [kind, access] of Object.entries(feature.drafts ?? {})) byDraft.set(kind, access);
  }
  const views = { byType, byDraft, all: [...new Set([...byType.values(), ...byDraft.values()])] };
  known.set(registry, views);
  return views;
}

function readingOf({ name, access = {} }: Feature): Permission | undefined {
  const entries = Object.entries(access) as [Permission, AccessRole][];
  const reading = entries.find(([permission]) => permission === `${name}:read`);
  const strictest = entries.reduce<[Permission, AccessRole] | undefined>(
    (most, one) => (most && includesRole(most[1], one[1]) ? most : one),
    undefined,
  );
  return (reading ?? strictest)?.[0];
}

/** Those permissions of the stream that the actor has here and now: role, scopes and switches count. */
export async function grantsOf(ctx: ActionContext): Promise<Permission[]> {
  const granted = await Promise.all(
    viewsOf(ctx.runtime.registry).all.map(async (permission) => {
      try {
        await ctx.require(permission, 'read');
        return [permission];
      } catch (error) {
        if (error instanceof GuildhallError && error.status < 500) return [];
        throw error;
      }
    }),
  );
  return granted.flat();
}

/** What a reader hears of a signal: all of it, only that it happened, or nothing. */
export type Hearing = 'all' | 'that' | 'nothing';

/**
 * By its type, and by its data where it concerns some people alone; of what is their own affair people hear at least
 * that it happened. A type that nobody declares is not shown.
 */
export function hearingOf(
  registry: Registry,
  { grants, person }: Pick<Reader, 'grants' | 'person'>,
  { type, data }: { type: string; data: Record<string, unknown> },
): Hearing {
  const definition = registry.signals.get(type);
  const permission = viewsOf(registry).byType.get(type);
  const mayRead = permission !== undefined && grants.includes(permission);
  if (mayRead && (definition?.mayHear?.(data, { personId: person?.id, grants }) ?? true)) return 'all';
  return person !== undefined && definition?.concerns?.(data) === person.id ? 'that' : 'nothing';
}

/** Whether somebody with these permissions takes part in writing there. */
export function mayDraft(registry: Registry, grants: readonly Permission[], subject: string): boolean {
  const permission = viewsOf(registry).byDraft.get(subject.split(':')[0] ?? '');
  return permission !== undefined && grants.includes(permission);
}
