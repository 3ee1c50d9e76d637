import type { Registry } from '../../../core/registry.ts';
import { type Field, isSecret, type SettingsDefinition } from '../../../core/settings/definition.ts';
import type { FormValues } from '../../../core/web/form-values.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { SettingsView } from '../feature-settings.ts';

type Values = Record<string, unknown>;

const ownTitles: Record<string, { title: string; summary: string }> = {
  server: { title: 'This server', summary: 'What holds for the whole server, whatever the feature.' },
  access: {
    title: 'Who may do what',
    summary: 'Which roles count as staff. Whoever may manage the server always may do everything.',
  },
  features: { title: 'Switches', summary: 'Switch features off in this server, or let them only be read.' },
};

export function settingsTitle(registry: Pick<Registry, 'features'>, feature: string) {
  const found = registry.features.find(({ name, settings }) => (settings?.feature ?? name) === feature);
  return ownTitles[feature] ?? found ?? { title: feature, summary: '' };
}

/** What the form says, by setting. A secret that was left empty is absent: it stays as it is. */
export function readSettingsForm(form: FormValues, definition: SettingsDefinition): Values {
  const values: Values = {};
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = readInput(form, name, field);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readInput(form: FormValues, name: string, field: Field<unknown>): unknown {
  const text = form.text(name)?.trim() ?? '';
  if (isSecret(field)) {
    if (text !== '') return text;
    return form.has(`${name}.remove`) ? null : undefined;
  }
  switch (field.kind) {
    case 'switch':
      return form.has(name);
    case 'number':
      return text === '' ? undefined : Number(text.replace(',', '.'));
    case 'channel':
      return text === '' ? null : text;
    case 'roles':
      return form.all(name).flatMap((part) => part.split(/[\s,]+/).filter((id) => id !== ''));
    default:
      return text;
  }
}

/** What the page showed when it was opened; anything that is not an object counts as nothing. */
export function readBase(form: FormValues): Values {
  try {
    const value: unknown = JSON.parse(form.text('base') ?? '{}');
    return value && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Those that the person changed. The rest is left to whoever changed it meanwhile. */
export function changedSettings(form: FormValues, definition: SettingsDefinition): Values {
  const base = readBase(form);
  return Object.fromEntries(
    Object.entries(readSettingsForm(form, definition)).filter(([name, value]) => !isSame(value, base[name])),
  );
}

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
const canonical = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));

export interface MergedForm {
  values: Values;
  version: number;
  base: Values;
  isConflict: boolean;
  /** Settings that somebody else changed while the page was open. */
  theirs: ReadonlySet<string>;
  /** A secret was typed that can't be shown again. */
  lostSecrets: boolean;
}

/** What the form shows: what is saved, or after a refusal the person's own changes on top of it. */
export function mergeSettings(
  page: PageRequest,
  definition: SettingsDefinition,
  saved: SettingsView,
): MergedForm {
  const plain: MergedForm = {
    values: saved.values,
    version: saved.version,
    base: saved.values,
    isConflict: false,
    theirs: new Set(),
    lostSecrets: false,
  };
  if (!page.problem) return plain;
  const isConflict = page.problem.reason === 'settings-version';
  const base = readBase(page.form);
  const mine = changedSettings(page.form, definition);
  const shown = Object.entries(mine).filter(([name]) => {
    const field = definition.fields[name];
    return field && !isSecret(field);
  });
  const values = {
    ...(isConflict ? saved.values : { ...saved.values, ...base }),
    ...Object.fromEntries(shown),
  };
  const theirs = Object.keys(definition.fields).filter((name) => !isSame(base[name], saved.values[name]));
  return {
    values,
    version: isConflict ? saved.version : Number(page.form.text('version') ?? saved.version),
    base: isConflict ? saved.values : base,
    isConflict,
    theirs: new Set(isConflict ? theirs : []),
    lostSecrets: shown.length < Object.keys(mine).length,
  };
}
