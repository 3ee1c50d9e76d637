import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { CODE_MS, hashCode, newCode } from '../link-code.ts';
import { AccountId, AccountName } from '../schemas.ts';
import { linkCodes } from '../tables.ts';

export const MakeLinkCodeInput = v.object({ accountId: AccountId, accountName: AccountName });

export interface MadeCode {
  id: string;
  /** Shown this once; only its hash is kept. */
  code: string;
  /** Page that links with the code, for a button; null without a public address. */
  url: string | null;
  expiresAt: Date;
}

/** Makes a one-time code for an account, good for an hour. One that was made for it before and not used ends. */
export async function makeLinkCode(
  ctx: ActionContext,
  raw: v.InferInput<typeof MakeLinkCodeInput>,
): Promise<MadeCode> {
  await ctx.require('accounts:write');
  const { accountId, accountName } = parseInput(MakeLinkCodeInput, raw);
  const code = newCode();
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + CODE_MS);
  const row = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    codeHash: await hashCode(code),
    accountId,
    accountName,
    createdBy: actorLabel(ctx.actor),
    createdAt,
    expiresAt,
  };
  await ctx.commit({
    statements: [
      ctx.db
        .delete(linkCodes)
        .where(
          and(
            eq(linkCodes.guildId, ctx.guildId),
            eq(linkCodes.accountId, accountId),
            isNull(linkCodes.usedAt),
          ),
        ),
      ctx.db.insert(linkCodes).values(row),
    ],
    audit: [
      {
        action: 'accounts.make-code',
        target: `link-code:${row.id}`,
        after: { accountId, accountName, expiresAt },
      },
    ],
  });
  const { publicUrl } = ctx.runtime.config;
  const url = publicUrl ? `${publicUrl}/link/${ctx.guildId}?code=${code}` : null;
  return { id: row.id, code, url, expiresAt };
}
