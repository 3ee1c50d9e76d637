import { sql } from 'drizzle-orm';
import type { ErasedPerson, PersonalData } from '../../core/privacy/personal-data.ts';
import { toldOfSubjects } from '../../core/privacy/told-of-subjects.ts';
import {
  cannedReplies,
  conversationAgents,
  conversationAttachments,
  conversationBroadcasts,
  conversationMessages,
  conversationReach,
  conversationReads,
  conversations,
} from './tables.ts';

type Person = Pick<ErasedPerson, 'guildId' | 'id'>;

const own = ({ guildId, id }: Person) => sql`(select 'conversation:' || c.id from conversations c
  where c.guild_id = ${guildId} and c.person_id = ${id})`;

/** A talk is the person's and goes with them; what people of the team did in others' talks stays under a pseudonym. */
export const conversationsPersonalData: readonly PersonalData[] = [
  ...toldOfSubjects(own),
  {
    table: conversationAttachments,
    people: { created_by: [] },
    rows: ({ guildId, id }) => sql`message_id in (select m.id from conversation_messages m
      where m.guild_id = ${guildId} and m.person_id = ${id})`,
    files: (row) => (typeof row.storage_key === 'string' ? [row.storage_key] : []),
    secrets: ['storage_key'],
    onErase: 'delete',
  },
  { table: conversationReads, people: { user_id: [] }, onErase: 'delete' },
  {
    table: conversationMessages,
    people: { person_id: [], author_id: ['author_name', 'author_avatar'] },
    mentions: ['content', 'history', 'extras'],
    // What the team notes among itself are its own words: that there is a note is told, what is in it is not.
    share: (row, personId) =>
      row.direction === 'note' && row.author_id !== personId
        ? {
            ...row,
            author_id: null,
            author_name: null,
            author_avatar: null,
            content: null,
            history: [],
            extras: {},
          }
        : row,
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    secrets: ['nonce', 'discord_webhook_id'],
    onErase: 'pseudonymise',
  },
  {
    table: conversations,
    people: { person_id: ['person_name'], assignee_id: ['assignee_name'] },
    mentions: ['route_reason', 'subject', 'preview'],
    scrub: (row, { id }) => (row.person_id === id ? null : row),
    secrets: ['sender_token'],
    onErase: 'pseudonymise',
  },
  // With it goes a consent, without which nobody is written to unasked.
  { table: conversationReach, people: { person_id: [] }, onErase: 'delete' },
  { table: conversationAgents, people: { user_id: ['name', 'title', 'avatar_url'] }, onErase: 'delete' },
  {
    table: conversationBroadcasts,
    people: { created_by: ['created_by_name'] },
    mentions: ['content'],
    onErase: 'pseudonymise',
  },
  { table: cannedReplies, people: { created_by: ['created_by_name'] }, onErase: 'pseudonymise' },
];
