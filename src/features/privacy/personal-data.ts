import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { erasures } from './tables.ts';

/** Holds an id only while it is worked on, and clears it itself. */
export const privacyPersonalData: readonly PersonalData[] = [
  { table: erasures, people: { person_id: [] }, onErase: 'keep' },
];
