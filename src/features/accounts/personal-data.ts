import type { PersonalData } from '../../core/privacy/personal-data.ts';
import {
  accountLinks,
  accountTokens,
  linkAttempts,
  linkCodes,
  linkConflicts,
  linkProposals,
} from './tables.ts';

/** Links are the person's and go with them; tokens are never handed out. */
export const accountsPersonalData: readonly PersonalData[] = [
  {
    table: accountTokens,
    people: { user_id: [] },
    exported: false,
    secrets: ['tokens'],
    onErase: 'delete',
  },
  { table: linkAttempts, people: { user_id: [] }, onErase: 'delete' },
  { table: linkProposals, people: { user_id: ['user_name'], decided_by: [] }, onErase: 'delete' },
  {
    table: linkCodes,
    people: { used_by: ['account_id', 'account_name'], created_by: [] },
    secrets: ['code_hash'],
    scrub: (row, { id }) => (row.used_by === id ? null : row),
    onErase: 'pseudonymise',
  },
  {
    table: linkConflicts,
    people: {
      user_id: ['user_name', 'other_account_id', 'other_account_name'],
      holder_id: ['holder_name'],
      resolved_by: [],
    },
    onErase: 'delete',
  },
  {
    table: accountLinks,
    people: {
      user_id: ['user_name', 'account_id', 'account_name', 'reason', 'end_reason'],
      linked_by: [],
      ended_by: [],
    },
    scrub: (row, { id }) => (row.user_id === id ? null : row),
    onErase: 'pseudonymise',
  },
];
