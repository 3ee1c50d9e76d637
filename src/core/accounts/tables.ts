import { index, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';

/** What the tokens of a session are sealed for. Here, so that jobs that read rows don't load the code of sign-in. */
export const sessionPurpose = (sessionId: string): string => `session:${sessionId}:discord`;

/** Discord's tokens that nothing here uses any more, until Discord has heard of it. No row says whose they were. */
export const tokenReturns = pgTable(
  'token_returns',
  {
    id: uuid('id').primaryKey(),
    /** Each by itself; see return-tokens.ts. */
    sealed: jsonb('sealed').$type<string[]>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('token_returns_over').on(t.createdAt)],
);
