import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { accountLinks } from './tables.ts';

/** The links that any of these accounts or people have now; to be asked for in a batch too. */
export const linksOf = (
  { db, guildId }: Pick<ActionContext, 'db' | 'guildId'>,
  { accountIds, userIds }: { accountIds: readonly string[]; userIds: readonly string[] },
) =>
  db
    .select()
    .from(accountLinks)
    .where(
      and(
        eq(accountLinks.guildId, guildId),
        isNull(accountLinks.endedAt),
        or(inArray(accountLinks.accountId, [...accountIds]), inArray(accountLinks.userId, [...userIds])),
      ),
    );
