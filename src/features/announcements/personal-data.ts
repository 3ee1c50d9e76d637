import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { announcementDrafts, announcements } from './tables.ts';

/** What is planned is the organisation's; who planned it is a person's. */
export const announcementsPersonalData: readonly PersonalData[] = [
  {
    table: announcementDrafts,
    people: { created_by: ['created_by_name'] },
    mentions: ['message'],
    secrets: ['target'],
    onErase: 'delete',
  },
  {
    table: announcements,
    people: { created_by: ['created_by_name'] },
    mentions: ['message'],
    secrets: ['target'],
    onErase: 'pseudonymise',
  },
];
