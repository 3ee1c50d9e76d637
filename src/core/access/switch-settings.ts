import type { Feature } from '../feature.ts';
import { choiceField, defineSettings, type Field, type SettingsDefinition } from '../settings/definition.ts';
import { ALL, type FeatureState, STATES, SWITCHES } from './feature-switches.ts';

/** The switches as settings: so `/settings`, the dashboard and the API can set them, checked and audited. */
export function switchesFor(features: readonly Feature[]): SettingsDefinition {
  const field = (title: string, help: string) =>
    choiceField({ title, help, choices: STATES, default: 'on' as FeatureState });
  const fields: Record<string, Field<unknown>> = {
    [ALL]: field('Everything', 'Holds for all features at once; each can be stricter by itself.'),
  };
  for (const { name, title, alwaysOn } of features) {
    if (!alwaysOn)
      fields[name] = field(title, 'read-only: nothing can be changed. off: it does nothing at all.');
  }
  return defineSettings(SWITCHES, fields);
}
