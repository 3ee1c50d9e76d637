import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { GuildhallError } from '../../core/errors.ts';
import type { LinkMethod } from './model.ts';
import { accountLinks } from './tables.ts';

/** A live link, as other features see it. */
export interface AccountLink {
  id: string;
  /** The host application's id of its customer. */
  accountId: string;
  accountName: string;
  /** Discord's. */
  userId: string;
  userName: string;
  method: LinkMethod;
  linkedAt: Date;
}

/** Somebody asked for what only linked members have. */
export class NotLinkedError extends GuildhallError {
  readonly status = 409;
  readonly code = 'not_linked';

  constructor() {
    super('Your Discord account is not linked to an account yet. Type `/link` to link it, then try again.');
  }
}

/** The account of a Discord user; one query. The caller has asked for its own permission. */
export const findLinkByUser = (ctx: ActionContext, userId: string): Promise<AccountLink | undefined> =>
  findLive(ctx, eq(accountLinks.userId, userId));

/** The Discord user of an account; one query. The caller has asked for its own permission. */
export const findLinkByAccount = (ctx: ActionContext, accountId: string): Promise<AccountLink | undefined> =>
  findLive(ctx, eq(accountLinks.accountId, accountId));

/** The Discord users of several accounts; one query. The caller has asked for its own permission. */
export const findLinksByAccounts = (
  ctx: ActionContext,
  accountIds: readonly string[],
): Promise<AccountLink[]> => selectLive(ctx, inArray(accountLinks.accountId, [...accountIds]));

/** The account of the person who acts. Throws NotLinkedError, whose sentence names `/link`, also for programs. */
export async function requireLink(ctx: ActionContext): Promise<AccountLink> {
  const link = ctx.actor.kind === 'user' ? await findLinkByUser(ctx, ctx.actor.id) : undefined;
  if (!link) throw new NotLinkedError();
  return link;
}

async function findLive(ctx: ActionContext, which: SQL): Promise<AccountLink | undefined> {
  const [row] = await selectLive(ctx, which);
  return row;
}

const selectLive = (ctx: ActionContext, which: SQL): Promise<AccountLink[]> =>
  ctx.db
    .select({
      id: accountLinks.id,
      accountId: accountLinks.accountId,
      accountName: accountLinks.accountName,
      userId: accountLinks.userId,
      userName: accountLinks.userName,
      method: accountLinks.method,
      linkedAt: accountLinks.linkedAt,
    })
    .from(accountLinks)
    .where(and(eq(accountLinks.guildId, ctx.guildId), which, isNull(accountLinks.endedAt)));
