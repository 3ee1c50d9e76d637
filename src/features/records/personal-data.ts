import { sql } from 'drizzle-orm';
import type { ErasedPerson, PersonalData, PlainRow } from '../../core/privacy/personal-data.ts';
import { ERASED_TITLE } from '../../core/privacy/scrub-document.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import {
  analyses,
  maintainers,
  recordAttachments,
  recordComments,
  recordSources,
  records,
  suggestions,
} from './tables.ts';

const GONE = 'Erased at the request of its author.';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;
/** Messages of the person that were read for suggestions. */
const ownMessages = ({ guildId, id }: Person) => sql`select distinct message->>'id' as id
  from analyses, jsonb_array_elements(conversation) as message
  where guild_id = ${guildId} and message->>'authorId' = ${id}`;

const hasMessageOf = (id: string) => sql`conversation @> ${JSON.stringify([{ authorId: id }])}::jsonb`;

/** Records that rest on nobody else's messages: whoever confirmed them, the words are the person's. */
const ownRecords = ({ guildId, id }: Person) => sql`select record_id::text as id from record_sources
  where guild_id = ${guildId} group by record_id having bool_and(author_id = ${id})`;
const ownSubjects = (person: Person) => sql`(select 'record:' || own.id from (${ownRecords(person)}) as own)`;

/** Children before what they are found by. */
export const recordsPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(ownSubjects, { facts: true }),
  {
    table: suggestions,
    people: { decided_by: ['decided_by_name'] },
    mentions: ['evidence', 'fields', 'warnings'],
    rows: ({ guildId, id }) => sql`analysis_id in (select id from analyses
      where guild_id = ${guildId} and ${hasMessageOf(id)})`,
    prepare: ownMessages,
    scrub: withoutQuotes,
    share: ({ id, analysis_id, position, decided_by, decided_at, state }) => ({
      id,
      analysis_id,
      position,
      decided_by,
      decided_at,
      state,
    }),
    onErase: 'pseudonymise',
  },
  {
    table: recordAttachments,
    rows: ({ guildId, id }) => sql`message_id in (select message_id from record_sources
      where guild_id = ${guildId} and author_id = ${id})`,
    scrub: (row) => ({
      ...row,
      filename: 'erased',
      content_type: null,
      sha256: null,
      storage_key: null,
      state: 'lost',
      lost_reason: GONE,
    }),
    files: ({ storage_key }) => (typeof storage_key === 'string' ? [storage_key] : []),
    onErase: 'pseudonymise',
  },
  {
    table: records,
    people: { created_by: ['created_by_name', 'title', 'fields'], assignee_id: [] },
    mentions: ['title', 'fields'],
    facts: ['title', 'fields'],
    rows: ({ guildId, id }) => sql`id in (select record_id from record_sources
      where guild_id = ${guildId} and author_id = ${id})`,
    prepare: ownRecords,
    scrub: (row, { found, keepFacts }) =>
      keepFacts || !found.has(String(row.id)) ? row : { ...row, title: ERASED_TITLE, fields: {} },
    onErase: 'pseudonymise',
  },
  {
    table: recordSources,
    // The hash of a short text tells the text.
    people: { author_id: ['author_name', 'excerpt', 'content_hash'] },
    mentions: ['excerpt'],
    onErase: 'pseudonymise',
  },
  {
    table: recordComments,
    people: { author: ['author_name', 'body'] },
    mentions: ['body'],
    onErase: 'pseudonymise',
  },
  {
    table: analyses,
    people: { requested_by: ['requested_by_name'] },
    mentions: ['conversation', 'notes'],
    rows: ({ id }) => hasMessageOf(id),
    scrub: (row, { id }) => ({ ...row, conversation: messagesOf(row, (author) => author !== id) }),
    // The others' words are theirs.
    share: (row, id) => ({ ...row, conversation: messagesOf(row, (author) => author === id) }),
    onErase: 'pseudonymise',
  },
  {
    table: maintainers,
    people: { discord_user_id: ['name', 'username'], proposed_user_id: [] },
    mentions: ['refused_user_ids'],
    scrub: (row, { id }) => {
      if (row.discord_user_id === id) return null;
      const proposed = row.proposed_user_id === id ? null : row.proposed_user_id;
      const refused = listOf(row.refused_user_ids).filter((one) => one !== id);
      return { ...row, proposed_user_id: proposed, refused_user_ids: refused };
    },
    onErase: 'pseudonymise',
  },
];

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const partOf = (value: unknown, name: string): unknown =>
  value && typeof value === 'object' ? (value as PlainRow)[name] : undefined;

const messagesOf = (row: PlainRow, wanted: (authorId: unknown) => boolean): unknown[] =>
  listOf(row.conversation).filter((message) => wanted(partOf(message, 'authorId')));

/** Takes the person's quotes out of a suggestion, and what it says because of them. */
function withoutQuotes(row: PlainRow, { found }: ErasedPerson): PlainRow {
  const evidence = listOf(row.evidence);
  const theirs = evidence.filter((one) => found.has(String(partOf(one, 'messageId'))));
  const named = new Set(theirs.map((one) => String(partOf(one, 'field'))));
  const fields = Object.entries((row.fields ?? {}) as PlainRow).filter(([name]) => !named.has(name));
  return {
    ...row,
    title: named.has('title') ? '' : row.title,
    fields: Object.fromEntries(fields),
    evidence: evidence.filter((one) => !theirs.includes(one)),
  };
}
