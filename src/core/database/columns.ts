import { timestamp } from 'drizzle-orm/pg-core';

/** A column for a moment in time: `timestamptz` in Postgres, a `Date` here. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
