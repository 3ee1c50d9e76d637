import { sql } from 'drizzle-orm';
import type { PersonalData } from '../../core/privacy/personal-data.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import {
  ticketBlocks,
  ticketCategories,
  ticketImports,
  ticketPanels,
  ticketRatings,
  tickets,
  ticketTranscripts,
  ticketViews,
} from './tables.ts';

/** A ticket is the member's and goes with them, as its conversation does; what the team set up is the organisation's. */
export const ticketsPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(
    ({ guildId, id }) => sql`(select 'ticket:' || t.id from tickets t
      where t.guild_id = ${guildId} and t.person_id = ${id})`,
  ),
  {
    table: ticketTranscripts,
    people: { person_id: ['person_name', 'subject', 'words'] },
    files: (row) =>
      typeof row.storage_key === 'string' ? [`${row.storage_key}.html`, `${row.storage_key}.json`] : [],
    // The team's edition holds its notes; what was said stands in the member's.
    share: (row) => (row.audience === 'member' ? row : { ...row, words: null }),
    secrets: ['storage_key', 'signature'],
    onErase: 'delete',
  },
  {
    table: ticketRatings,
    people: { person_id: ['comment'], agent_id: ['agent_name'] },
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    onErase: 'pseudonymise',
  },
  {
    table: tickets,
    people: {
      person_id: ['answers'],
      opened_by: ['opened_by_name'],
      assignee_id: [],
      first_response_by: ['first_response_by_name'],
      closed_by: ['closed_by_name'],
      close_requested_by: ['close_requested_by_name'],
    },
    mentions: ['close_reason'],
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    secrets: ['setup_token'],
    onErase: 'pseudonymise',
  },
  {
    table: ticketBlocks,
    people: { person_id: ['person_name', 'reason'], blocked_by: ['blocked_by_name'] },
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    onErase: 'pseudonymise',
  },
  { table: ticketCategories, people: { created_by: ['created_by_name'] }, onErase: 'pseudonymise' },
  { table: ticketPanels, people: { created_by: ['created_by_name'] }, onErase: 'pseudonymise' },
  { table: ticketViews, people: { owned_by: [], created_by: ['created_by_name'] }, onErase: 'pseudonymise' },
  {
    table: ticketImports,
    people: { created_by: ['created_by_name'] },
    secrets: ['storage_key'],
    onErase: 'pseudonymise',
  },
];
