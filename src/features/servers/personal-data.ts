import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { serverActions, serverApprovals, serverNotices } from './tables.ts';

/** What was done to servers is the organisation's; who did it is a person's. */
export const serversPersonalData: readonly PersonalData[] = [
  { table: serverApprovals, people: { approved_by: ['approved_by_name'] }, onErase: 'pseudonymise' },
  { table: serverNotices, people: { opened_by: ['opened_by_name'] }, onErase: 'pseudonymise' },
  { table: serverActions, people: { requested_by: ['requested_by_name'] }, onErase: 'pseudonymise' },
];
