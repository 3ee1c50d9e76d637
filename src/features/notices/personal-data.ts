import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { noticeDrafts, notices, noticeUpdates } from './tables.ts';

/** What was announced is the organisation's; who announced it, took it or paid is a person's. */
export const noticesPersonalData: readonly PersonalData[] = [
  { table: noticeDrafts, people: { created_by: ['draft'] }, mentions: ['draft'], onErase: 'delete' },
  {
    table: noticeUpdates,
    people: { created_by: ['created_by_name'] },
    mentions: ['message'],
    onErase: 'pseudonymise',
  },
  {
    table: notices,
    people: {
      customer_id: ['message'],
      created_by: ['created_by_name'],
      acknowledged_by: ['acknowledged_by_name'],
    },
    mentions: ['message'],
    onErase: 'pseudonymise',
  },
];
