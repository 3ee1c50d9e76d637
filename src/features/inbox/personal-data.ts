import { sql } from 'drizzle-orm';
import type { ErasedPerson, PersonalData } from '../../core/privacy/personal-data.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import {
  autoAnswers,
  inboundMessages,
  inboxAgents,
  inboxRules,
  inboxViews,
  leadNotes,
  leads,
  personGuilds,
} from './tables.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

/** Subjects of what was told of somebody as a lead; of their talks, conversations tell themselves. */
const own = ({ guildId, id }: Person) => sql`(select 'lead:' || l.id from leads l
  where l.guild_id = ${guildId} and l.person_id = ${id})`;

/** A lead is a person; what the team set up is the organisation’s, who set it up is a person’s. */
export const inboxPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(own),
  {
    table: leadNotes,
    people: { created_by: ['created_by_name'] },
    mentions: ['body'],
    // What the team noted about somebody goes with them.
    rows: ({ guildId, id }) =>
      sql`lead_id in (select leads.id from leads where leads.guild_id = ${guildId} and leads.person_id = ${id})`,
    prepare: ({ guildId, id }) => sql`select id from leads where guild_id = ${guildId} and person_id = ${id}`,
    scrub: (row, { found }) => (found.has(String(row.lead_id)) ? null : row),
    onErase: 'pseudonymise',
  },
  {
    table: leads,
    people: {
      person_id: ['name', 'username', 'avatar', 'tags', 'block_reason'],
      owner_id: ['owner_name'],
      blocked_by: ['blocked_by_name'],
    },
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    onErase: 'pseudonymise',
  },
  { table: inboundMessages, people: { author_id: ['payload'] }, onErase: 'delete' },
  { table: personGuilds, people: { person_id: ['role_ids'] }, onErase: 'delete' },
  { table: autoAnswers, people: { person_id: ['channel_id'] }, onErase: 'delete' },
  { table: inboxAgents, people: { user_id: ['name'] }, onErase: 'delete' },
  {
    table: inboxRules,
    people: { agent_id: ['agent_name'], created_by: ['created_by_name'] },
    onErase: 'pseudonymise',
  },
  { table: inboxViews, people: { owned_by: [], created_by: ['created_by_name'] }, onErase: 'pseudonymise' },
];
