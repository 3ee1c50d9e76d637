import { sql } from 'drizzle-orm';

/** Puts the sequence, which only the database knows, into the signal of a new message. */
export const sequencePatch = (id: string) => ({
  path: ['message', 'sequence'],
  value: sql`(select sequence from conversation_messages where id = ${id}::uuid)`,
});
