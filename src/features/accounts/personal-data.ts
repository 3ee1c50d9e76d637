import { sql } from 'drizzle-orm';
import type { ErasedPerson, PersonalData } from '../../core/privacy/personal-data.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import {
  accountLinks,
  accountTokens,
  knownAccounts,
  linkAttempts,
  linkCodes,
  linkConflicts,
  linkProposals,
} from './tables.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

/** Subjects of what was told of somebody's links and of what they asked for. */
const own = ({ guildId, id }: Person) => sql`(select 'link:' || l.id from account_links l
    where l.guild_id = ${guildId} and l.user_id = ${id}
  union all select 'link-conflict:' || c.id from link_conflicts c
    where c.guild_id = ${guildId} and ${id} in (c.user_id, c.holder_id))`;

/** Accounts that are or were the person's. */
const accountsOf = ({ guildId, id }: Person) => sql`(select l.account_id from account_links l
  where l.guild_id = ${guildId} and l.user_id = ${id})`;

/** Links are the person's and go with them; tokens are never handed out. */
export const accountsPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(own),
  {
    table: accountTokens,
    people: { user_id: [] },
    exported: false,
    secrets: ['tokens'],
    onErase: 'delete',
  },
  { table: linkAttempts, people: { user_id: [] }, onErase: 'delete' },
  {
    table: linkProposals,
    people: { user_id: ['user_name'], decided_by: [] },
    scrub: (row, { id }) => (row.user_id === id ? null : row),
    onErase: 'pseudonymise',
  },
  {
    table: linkCodes,
    people: { used_by: ['account_id', 'account_name'], created_by: [] },
    secrets: ['code_hash'],
    scrub: (row, { id }) => (row.used_by === id ? null : row),
    onErase: 'pseudonymise',
  },
  {
    // The host application keeps its customers itself and may tell of them again.
    table: knownAccounts,
    rows: (person) => sql`guild_id = ${person.guildId} and account_id in ${accountsOf(person)}`,
    onErase: 'delete',
  },
  {
    table: linkConflicts,
    people: {
      user_id: ['user_name', 'other_account_id', 'other_account_name'],
      holder_id: ['holder_name'],
      resolved_by: [],
    },
    scrub: (row, { id }) => (row.user_id === id || row.holder_id === id ? null : row),
    onErase: 'pseudonymise',
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
