import { SWITCHES } from '../../../core/access/feature-switches.ts';
import { accessSettings } from '../../../core/access/settings.ts';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { Registry } from '../../../core/registry.ts';
import { type Field, isSecret, type SetupNeed } from '../../../core/settings/definition.ts';
import { serverSettings } from '../../../core/settings/server-settings.ts';
import { escapeMarkdown, inertMentions } from '../../../discord/text.ts';
import { settingText } from '../setting-text.ts';
import { settingsTitle } from '../settings-title.ts';

/** A setting that set-up asks for. */
export interface SetupField {
  name: string;
  field: Field<unknown>;
  need: SetupNeed;
}

/** Settings that belong together: those of a feature, or of the whole server. */
export interface SetupGroup {
  /** As the settings are kept under. */
  name: string;
  title: string;
  fields: SetupField[];
  /** First things to do, as buttons. */
  offers: { label: string; customId: string }[];
}

/** What comes first, because everything else leans on it. */
const FIRST: readonly string[] = [accessSettings.feature, serverSettings.feature];

/**
 * What set-up asks for, read off the settings of all features: channels, roles, and whatever declares `setup`. A new
 * feature shows up by itself. Without the switches of features, which are one select of their own.
 */
export function setupGroups(registry: Registry): SetupGroup[] {
  const groups = [...registry.settings.values()].flatMap(({ feature, fields }): SetupGroup[] => {
    const asked = Object.entries(fields).flatMap(([name, field]): SetupField[] => {
      const byItself = field.kind === 'channel' || field.kind === 'roles';
      const need = field.setup ?? (byItself ? 'useful' : undefined);
      return need ? [{ name, field, need }] : [];
    });
    if (feature === SWITCHES || asked.length === 0) return [];
    const owner = registry.features.find(({ settings }) => settings?.feature === feature);
    const offers = (owner?.setup ?? []).map(({ label, component }) => ({
      label,
      customId: customId(owner?.name ?? '', component),
    }));
    return [{ name: feature, title: settingsTitle(registry.features, feature), fields: asked, offers }];
  });
  const rank = ({ name }: SetupGroup) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return groups.toSorted((a, b) => rank(a) - rank(b));
}

/** A value as it may be shown in Discord: secrets only as being there, words without effect. */
export function shownValue(field: Field<unknown>, value: unknown): string {
  if (isSecret(field)) return value ? 'set' : 'not set';
  const text = settingText(field, value);
  return field.kind === 'text' ? inertMentions(escapeMarkdown(text)) : text;
}

/** Whether somebody has chosen something; what has a default counts as chosen once it differs. */
export function isChosen({ field }: Pick<SetupField, 'field'>, value: unknown): boolean {
  if (field.kind === 'roles') return Array.isArray(value) && value.length > 0;
  if (field.kind === 'channel' || isSecret(field)) return typeof value === 'string' && value !== '';
  return JSON.stringify(value) !== JSON.stringify(field.default);
}
