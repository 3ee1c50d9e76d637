import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { SettingsDefinition } from '../../core/settings/definition.ts';
import { loadFeatureSettings, maskSettings, readSettings } from '../../core/settings/store.ts';

/** One feature's settings as they may be shown. */
export interface SettingsView {
  feature: string;
  /** 0 until something was changed; to be sent back with a change that must not overwrite another. */
  version: number;
  /** Every setting; secrets as `••••` and their last four characters. */
  values: Record<string, unknown>;
}

/** The declaration behind a name from outside. Throws NotFoundError that lists the known ones. */
export function requireDefinition(ctx: ActionContext, feature: string): SettingsDefinition {
  const found = ctx.runtime.registry.settings.get(feature);
  if (found) return found;
  const known = [...ctx.runtime.registry.settings.keys()].join(', ');
  throw new NotFoundError(`There are no settings called that. Known: ${known}.`);
}

/** What is stored of a feature, as it may be shown, with the row itself. One query. */
export async function loadView(ctx: ActionContext, definition: SettingsDefinition) {
  const row = await loadFeatureSettings(ctx.db, ctx.guildId, definition.feature);
  const view: SettingsView = {
    feature: definition.feature,
    version: row?.version ?? 0,
    values: await maskedValues(ctx, definition, row?.values),
  };
  return { row, view };
}

export async function maskedValues(
  ctx: ActionContext,
  definition: SettingsDefinition,
  stored: Record<string, unknown> | undefined,
): Promise<Record<string, unknown>> {
  return maskSettings(definition, await readSettings(definition, stored, ctx.secrets, ctx.guildId));
}
