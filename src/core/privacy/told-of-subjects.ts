import type { SQL } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import { auditLog, deliveries, jobs, signals } from '../tables.ts';
import type { ErasedPerson, PersonalData, PlainRow } from './personal-data.ts';
import { blankTexts } from './scrub-document.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

interface ToldOptions {
  /** Whether what was told counts as facts of the organisation, which stay where somebody asks for it. */
  facts?: boolean;
}

/**
 * What was told of things that belong to a person: signals, their deliveries, the audit log and the jobs that heard of
 * them. All of it stays countable, without the words. `subjects` is a query in brackets that gives the person's
 * subjects, e.g. `(select 'ticket:' || id from …)`; list it before the tables that it reads.
 */
export function toldOfSubjects(
  subjects: (person: Person) => SQL,
  { facts = false }: ToldOptions = {},
): readonly PersonalData[] {
  const unlessFacts =
    (scrub: (row: PlainRow) => PlainRow | null) =>
    (row: PlainRow, { keepFacts }: ErasedPerson) =>
      facts && keepFacts ? row : scrub(row);
  return [
    {
      // Jobs carry with them what they heard; those that are under way still need it.
      table: jobs,
      rows: (person) =>
        sql`state in ('done', 'dead') and payload->'signal'->>'subject' in ${subjects(person)}`,
      scrub: unlessFacts(() => null),
      exported: false,
      onErase: 'pseudonymise',
    },
    {
      table: deliveries,
      rows: (person) => sql`signal_id in (select id from signals
        where guild_id = ${person.guildId} and subject in ${subjects(person)})`,
      scrub: unlessFacts(() => null),
      exported: false,
      onErase: 'pseudonymise',
    },
    {
      table: signals,
      rows: (person) => sql`subject in ${subjects(person)}`,
      scrub: unlessFacts((row) => ({ ...row, data: blankTexts(row.data, '') })),
      exported: false,
      onErase: 'pseudonymise',
    },
    {
      table: auditLog,
      rows: (person) => sql`target in ${subjects(person)}`,
      scrub: unlessFacts((row) => ({
        ...row,
        before: blankTexts(row.before, ''),
        after: blankTexts(row.after, ''),
      })),
      exported: false,
      onErase: 'pseudonymise',
    },
  ];
}
