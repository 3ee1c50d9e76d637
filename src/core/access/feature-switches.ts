import type { ActionContext } from '../context.ts';
import { MaintenanceError, SwitchedOffError } from '../errors.ts';
import type { AccessRole, Permission } from '../feature.ts';
import type { StoredSettings } from '../settings/store.ts';

/** `read-only`: everything can be looked at, nothing changed. `off`: it answers nothing. What is queued waits. */
export type FeatureState = 'on' | 'read-only' | 'off';
export const STATES = ['on', 'read-only', 'off'] as const;

/** What has to be known of the features to let somebody in; the registry, or less. */
export interface AccessTables {
  features: readonly { name: string; title: string }[];
  access: ReadonlyMap<string, AccessRole>;
  /** Has a field for each feature that can be switched off. */
  switches: { fields: object };
}

/** Settings that hold one switch per feature and one for all of them. */
export const SWITCHES = 'features';
export const ALL = 'all';

/** Whether the action that asks only looks. */
export type Intent = 'read' | 'write';

/** `tickets:read` reads; whatever is called otherwise writes, unless its action says that it only looks. */
export const intentOf = (permission: Permission): Intent => (permission.endsWith(':read') ? 'read' : 'write');

/** The stricter of the feature's own switch and the one for all. Anything that is stored but unknown counts as on. */
export function stateFrom(stored: StoredSettings, definition: AccessTables['switches'], feature: string) {
  if (!Object.hasOwn(definition.fields, feature)) return 'on';
  const values = stored.get(SWITCHES) ?? {};
  const rank = (name: string) => STATES.indexOf(values[name] as FeatureState);
  return STATES[Math.max(0, rank(ALL), rank(feature))] ?? 'on';
}

/** Throws when the feature of a permission may not be used in this way now; the sentence says who can change that. */
export async function requireSwitchedOn(
  ctx: ActionContext,
  permission: Permission,
  intent: Intent,
): Promise<void> {
  if (intent === 'write' && ctx.runtime.config.readOnly) {
    throw new MaintenanceError(
      'Guildhall is being looked after and changes nothing just now. Everything can still be read; try again later.',
    );
  }
  const [feature = ''] = permission.split(':');
  refuseBy(await ctx.featureState(feature), intent, ctx.runtime.registry, feature);
}

/** Throws the sentence that fits the state, if it is in the way. */
export function refuseBy(
  state: FeatureState,
  intent: Intent,
  { features }: Pick<AccessTables, 'features'>,
  name: string,
): void {
  const title = features.find((feature) => feature.name === name)?.title ?? name;
  if (state === 'off') {
    const sentence = `${title} is switched off in this server. An admin can switch it on with \`/settings change\`.`;
    throw new SwitchedOffError('feature_off', sentence);
  }
  if (state === 'read-only' && intent === 'write') {
    const sentence = `${title} can only be read in this server just now. An admin can change that with \`/settings change\`.`;
    throw new SwitchedOffError('read_only', sentence);
  }
}

/** A change of a switch takes effect everywhere within this time; where it was made, at once. */
const REMEMBER_MS = 3_000;
const MOST_GUILDS = 1_000;

/**
 * Switches by guild, so that not every action has to ask. Plain values that only save a query, so an isolate may
 * keep them between requests.
 */
const remembered = new Map<string, { switches: Record<string, unknown> | undefined; until: number }>();

export function rememberSwitches(guildId: string, stored: StoredSettings, now: number): void {
  if (remembered.size >= MOST_GUILDS) remembered.clear();
  remembered.set(guildId, { switches: stored.get(SWITCHES), until: now + REMEMBER_MS });
}

/** What was read a moment ago, in the shape of stored settings; nothing when that is too long ago. */
export function recallSwitches(guildId: string, now: number): StoredSettings | undefined {
  const found = remembered.get(guildId);
  if (!found || found.until <= now || found.until > now + REMEMBER_MS) return undefined;
  return new Map(found.switches ? [[SWITCHES, found.switches]] : []);
}

export const forgetSwitches = (guildId: string): boolean => remembered.delete(guildId);
