import type { Feature } from '../feature.ts';
import { choiceField, defineSettings, type Field, type SettingsDefinition } from '../settings/definition.ts';
import { ALL, type FeatureState, STATES, SWITCHES } from './feature-switches.ts';

const TITLES: Readonly<Record<FeatureState, string>> = {
  on: 'On',
  'read-only': 'Read-only: nothing can be changed',
  off: 'Off: it does nothing at all',
};

/** The switches as settings: so `/settings`, the dashboard and the API can set them, checked and audited. */
export function switchesFor(features: readonly Feature[]): SettingsDefinition {
  const field = (title: string, help: string) =>
    choiceField({ title, help, choices: STATES, choiceTitles: TITLES, default: 'on' as FeatureState });
  const fields: Record<string, Field<unknown>> = {
    [ALL]: field('Everything', 'Holds for all features at once; each can be stricter by itself.'),
  };
  for (const { name, title, summary, alwaysOn } of features) {
    if (!alwaysOn) fields[name] = field(title, summary);
  }
  return defineSettings(SWITCHES, fields);
}
