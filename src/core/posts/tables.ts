import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';

/** A message in a channel that shows something of ours as it is now: posted once, then edited in place. */
export const posts = pgTable(
  'posts',
  {
    guildId: text('guild_id').notNull(),
    /** `<feature>:<what it shows>`. */
    key: text('key').notNull(),
    /** Where it is, or was tried last. */
    channelId: text('channel_id'),
    messageId: text('message_id'),
    /** SHA-256 of what it shows, so that nothing is edited that would stay the same. */
    shown: text('shown'),
    /** Set while it may have been posted without our knowing its id. */
    postingSince: instant('posting_since'),
    /** SHA-256 of the words that were posted last, by which the message is found again, whatever it is to say now. */
    postedWords: text('posted_words'),
    /** How often it was posted anew because it was deleted; goes into the nonce. */
    generation: integer('generation').notNull().default(0),
    /** A sentence for people: why it can't be shown, and what to do. */
    problem: text('problem'),
    problemSince: instant('problem_since'),
    /** The job that shows it, to be started again when the problem may be over. */
    again: jsonb('again').$type<PostJob>().notNull(),
    leasedUntil: instant('leased_until'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.key] }),
    index('posts_problem').on(t.problemSince).where(sql`problem is not null`),
  ],
);

export interface PostJob {
  /** `<feature>.<job>` */
  name: string;
  payload: Record<string, unknown>;
}
