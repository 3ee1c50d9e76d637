import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { Database } from '../database/client.ts';
import { InputError } from '../errors.ts';
import type { Log } from '../log.ts';
import { guildSettings } from '../tables.ts';
import { isSecret, type SettingsDefinition, type SettingsValues } from './definition.ts';
import { isSealed, type SecretBox } from './secret-box.ts';

export type StoredSettings = ReadonlyMap<string, Record<string, unknown>>;

/** Every feature's stored values of one guild, in one query. */
export async function loadSettings(db: Database, guildId: string): Promise<StoredSettings> {
  const rows = await db.select().from(guildSettings).where(eq(guildSettings.guildId, guildId));
  return new Map(rows.map((row) => [row.feature, row.values]));
}

/**
 * Fills in defaults and opens secrets. A stored value that its schema no longer takes falls back to the default,
 * and so does a secret whose key is gone: the feature then says that it is not set up, instead of breaking.
 */
export async function readSettings<D extends SettingsDefinition>(
  definition: D,
  stored: Record<string, unknown> | undefined,
  box: SecretBox,
  guildId: string,
  log?: Log,
): Promise<SettingsValues<D>> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(definition.fields)) {
    let value = stored && Object.hasOwn(stored, name) ? stored[name] : field.default;
    if (isSecret(field) && isSealed(value)) {
      value = await box.open(value, purpose(guildId, definition.feature, name)).catch((error: unknown) => {
        log?.error('a stored secret cannot be opened', { feature: definition.feature, field: name, error });
        return field.default;
      });
    }
    const parsed = v.safeParse(field.schema, value);
    values[name] = parsed.success ? parsed.output : field.default;
  }
  return values as SettingsValues<D>;
}

/** Checks a partial change field by field and seals its secrets; the result is ready to be merged into the stored row. */
export async function sealChange(
  definition: SettingsDefinition,
  change: Record<string, unknown>,
  box: SecretBox,
  guildId: string,
): Promise<Record<string, unknown>> {
  const sealed: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const [name, value] of Object.entries(change)) {
    const field = Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
    if (!field) {
      problems[name] = `There is no such setting. Known: ${Object.keys(definition.fields).join(', ')}.`;
      continue;
    }
    const parsed = v.safeParse(field.schema, value);
    if (!parsed.success) problems[name] = parsed.issues[0].message;
    else if (isSecret(field) && typeof parsed.output === 'string') {
      sealed[name] = await box.seal(parsed.output, purpose(guildId, definition.feature, name));
    } else sealed[name] = parsed.output;
  }
  const [first] = Object.entries(problems);
  if (first) throw new InputError(`${first[0]}: ${first[1]}`, problems);
  return sealed;
}

/** What may be shown of settings: secrets as `••••` and their last four characters. */
export function maskSettings(
  definition: SettingsDefinition,
  values: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition.fields).map(([name, field]) => {
      const value = values[name];
      return [name, isSecret(field) && typeof value === 'string' ? `••••${value.slice(-4)}` : value];
    }),
  );
}

/** One feature's stored row, for a change that has to compare versions. */
export async function loadFeatureSettings(db: Database, guildId: string, feature: string) {
  const rows = await db
    .select()
    .from(guildSettings)
    .where(and(eq(guildSettings.guildId, guildId), eq(guildSettings.feature, feature)));
  return rows[0];
}

const purpose = (guildId: string, feature: string, name: string) => `settings:${guildId}:${feature}:${name}`;
