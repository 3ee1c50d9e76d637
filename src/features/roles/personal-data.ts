import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { roleChanges, roleGrants, roleQueue, roleRules, roleRuns } from './tables.ts';

/** What somebody's standing gave them. The roles themselves are Discord's; without the ledger they are theirs alone. */
export const rolesPersonalData: readonly PersonalData[] = [
  { table: roleQueue, people: { user_id: [] }, exported: false, onErase: 'delete' },
  { table: roleChanges, people: { user_id: ['problem'] }, onErase: 'delete' },
  { table: roleGrants, people: { user_id: [] }, onErase: 'delete' },
  { table: roleRuns, people: { started_by: [] }, onErase: 'pseudonymise' },
  { table: roleRules, people: { created_by: ['reason'] }, onErase: 'pseudonymise' },
];
