import { sql } from 'drizzle-orm';
import { notifications } from '../../core/notifications/tables.ts';
import type { ErasedPerson, PersonalData } from '../../core/privacy/personal-data.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import { auditLog, signals } from '../../core/tables.ts';
import {
  accountLinks,
  accountTokens,
  knownAccounts,
  linkAttempts,
  linkCodes,
  linkConflicts,
  linkProposals,
} from './tables.ts';
import { tokenPurpose } from './token-place.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

/** Subjects of what was told of somebody's links and of what they asked for. */
const own = ({ guildId, id }: Person) => sql`(select 'link:' || l.id from account_links l
    where l.guild_id = ${guildId} and l.user_id = ${id}
  union all select 'link-conflict:' || c.id from link_conflicts c
    where c.guild_id = ${guildId} and ${id} in (c.user_id, c.holder_id))`;

/** Accounts that are or were the person's. */
const accountsOf = ({ guildId, id }: Person) => sql`(select l.account_id from account_links l
  where l.guild_id = ${guildId} and l.user_id = ${id})`;

/** An account's id is no word, so it stays where words are blanked, and says as well as a name who somebody was. */
const withoutAccount = (document: unknown): unknown =>
  typeof document === 'object' && document !== null && 'accountId' in document
    ? { ...document, accountId: '' }
    : document;

/** Links are the person's and go with them; tokens are never handed out. */
export const accountsPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(own),
  {
    // What staff were told of a conflict names both of its people and the account.
    table: notifications,
    rows: (person) => sql`guild_id = ${person.guildId} and subject in ${own(person)}`,
    scrub: () => null,
    exported: false,
    onErase: 'pseudonymise',
  },
  {
    table: signals,
    rows: (person) => sql`subject in ${own(person)}`,
    scrub: (row) => ({ ...row, data: withoutAccount(row.data) }),
    exported: false,
    onErase: 'pseudonymise',
  },
  {
    table: auditLog,
    rows: (person) => sql`target in ${own(person)}`,
    scrub: (row) => ({ ...row, before: withoutAccount(row.before), after: withoutAccount(row.after) }),
    exported: false,
    onErase: 'pseudonymise',
  },
  {
    table: accountTokens,
    people: { user_id: [] },
    exported: false,
    secrets: ['tokens'],
    tokens: ({ link_id, tokens, state }) =>
      state === 'good' ? { sealed: String(tokens), purpose: tokenPurpose(String(link_id)) } : undefined,
    onErase: 'delete',
  },
  { table: linkAttempts, people: { user_id: [] }, onErase: 'delete' },
  {
    table: linkCodes,
    people: { used_by: ['account_id', 'account_name'], created_by: [] },
    secrets: ['code_hash'],
    scrub: (row, { id }) => (row.used_by === id ? null : row),
    onErase: 'pseudonymise',
  },
  {
    table: knownAccounts,
    // Theirs, and those of others whose user name was taken for theirs.
    rows: (person) => sql`guild_id = ${person.guildId} and (account_id in ${accountsOf(person)}
      or account_id in (select p.account_id from link_proposals p
        where p.guild_id = ${person.guildId} and p.user_id = ${person.id}))`,
    prepare: ({ guildId, id }) => sql`select l.account_id as id from account_links l
      where l.guild_id = ${guildId} and l.user_id = ${id}`,
    // The host application keeps its customers itself and may tell of them again.
    scrub: (row, { found }) => (found.has(String(row.account_id)) ? null : { ...row, discord_name: null }),
    onErase: 'pseudonymise',
  },
  {
    table: linkProposals,
    people: { user_id: ['user_name'], decided_by: [] },
    scrub: (row, { id }) => (row.user_id === id ? null : row),
    onErase: 'pseudonymise',
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
