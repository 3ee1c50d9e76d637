import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { isUniqueViolation, requireChange } from '../../core/database/guard.ts';
import { ConflictError } from '../../core/errors.ts';
import { type MaintainerRow, maintainerView } from './find-maintainer.ts';
import { maintainers } from './tables.ts';

export interface MaintainerChange {
  /** As in the signal `maintainer.<verb>`; absent for what only the roster's keeper cares about. */
  verb?: 'linked' | 'unlinked';
  action: string;
  set: Partial<Pick<MaintainerRow, 'discordUserId' | 'proposedUserId' | 'refusedUserIds'>>;
}

/**
 * Changes who a maintainer is on Discord, with audit row and signal. Guarded by the link as it was read, and by the
 * unique index that keeps one Discord account with one maintainer. Throws ConflictError for both.
 */
export async function changeMaintainer(
  ctx: ActionContext,
  row: MaintainerRow,
  change: MaintainerChange,
): Promise<MaintainerRow> {
  const after = { ...row, ...change.set };
  const same = (column: typeof maintainers.discordUserId | typeof maintainers.proposedUserId): SQL => {
    const was = column === maintainers.discordUserId ? row.discordUserId : row.proposedUserId;
    return was === null ? isNull(column) : eq(column, was);
  };
  const update = ctx.db
    .update(maintainers)
    .set(change.set)
    .where(
      and(
        eq(maintainers.guildId, ctx.guildId),
        eq(maintainers.id, row.id),
        same(maintainers.discordUserId),
        same(maintainers.proposedUserId),
      ),
    );
  const subject = `maintainer:${row.id}`;
  const maintainer = maintainerView(after);
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'maintainer-changed')],
      ...(change.verb
        ? { signals: [{ type: `maintainer.${change.verb}`, subject, data: { maintainer } }] }
        : {}),
      audit: [
        {
          action: `records.${change.action}`,
          target: subject,
          before: { ...maintainerView(row), proposedUserId: row.proposedUserId },
          after: { ...maintainer, proposedUserId: after.proposedUserId },
        },
      ],
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'maintainers_discord_user')) throw error;
    throw new ConflictError(
      'account-linked',
      'That Discord account is linked with another maintainer already. Unlink it there first.',
    );
  }
  return after;
}
