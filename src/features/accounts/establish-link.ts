import { and, eq, sql } from 'drizzle-orm';
import type { AccountsContext } from '../../core/accounts/accounts-context.ts';
import { sealTokens } from '../../core/accounts/renewing-tokens.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { isUniqueViolation, requireChange } from '../../core/database/guard.ts';
import { ConflictError, type GuildhallError } from '../../core/errors.ts';
import type { OAuthTokens } from '../../discord/oauth.ts';
import { LINK_ENDED } from './end-link.ts';
import { newLink, settleConflict, settleProposals, toldOfLink } from './link-changes.ts';
import { PROOF_SPENT } from './link-errors.ts';
import { linksOf } from './links-of.ts';
import type { LinkMethod, TakenSide } from './model.ts';
import { accountLinks, accountTokens, linkConflicts } from './tables.ts';
import { tokenPurpose } from './token-place.ts';

export type LinkRow = typeof accountLinks.$inferSelect;
export type ConflictRow = typeof linkConflicts.$inferSelect;
type Statement = Change['statements'][number];

/** That an account may be linked by whoever shows this. */
export interface Proof {
  accountId: string;
  accountName: string;
  method: LinkMethod;
  /** Uses the proof up, in the transaction that links; fails with the guard PROOF_SPENT. Absent for staff's word. */
  spend?(personId: string): Statement;
  /** Holds while the proof is not used up: for a transaction that only writes down what was proven. Same guard. */
  unspent?(): Statement;
  /** What to throw when somebody was faster. */
  spent?(): GuildhallError;
  reason?: string;
}

export interface Person {
  id: string;
  name: string;
}

export type LinkOutcome =
  | { kind: 'linked'; link: LinkRow }
  /** The two were linked before; the proof was used up all the same. */
  | { kind: 'already'; link: LinkRow }
  /** Nothing changed: one of the two is linked otherwise. */
  | { kind: 'conflict'; conflict: ConflictRow };

export interface Granted {
  accounts: AccountsContext;
  tokens: OAuthTokens;
}

/**
 * Links a person with an account that was proven, with its signal and audit row. An account has one person and a person
 * one account: where one of them is linked otherwise nothing changes but that a conflict is written down, once; staff's
 * word gets a ConflictError instead. The caller has asked for its permission. Of several at once the unique indexes let one through.
 */
export async function establishLink(
  ctx: ActionContext,
  proof: Proof,
  person: Person,
  granted?: Granted,
): Promise<LinkOutcome> {
  for (let round = 1; ; round++) {
    try {
      return await decide(ctx, proof, person, granted);
    } catch (error) {
      const reason = error instanceof ConflictError ? error.reason : undefined;
      if (reason === PROOF_SPENT && proof.spent) throw proof.spent();
      if (!(isUniqueViolation(error) || reason === LINK_ENDED) || round === 3) throw error;
    }
  }
}

async function decide(
  ctx: ActionContext,
  proof: Proof,
  person: Person,
  granted: Granted | undefined,
): Promise<LinkOutcome> {
  const [links, [known]] = await ctx.db.batch([
    linksOf(ctx, { accountIds: [proof.accountId], userIds: [person.id] }),
    ctx.db
      .select()
      .from(linkConflicts)
      .where(
        and(
          eq(linkConflicts.guildId, ctx.guildId),
          eq(linkConflicts.state, 'open'),
          eq(linkConflicts.accountId, proof.accountId),
          eq(linkConflicts.userId, person.id),
        ),
      ),
  ]);
  const ofAccount = links.find(({ accountId }) => accountId === proof.accountId);
  const ofPerson = links.find(({ userId }) => userId === person.id);
  if (ofAccount && ofAccount === ofPerson) return again(ctx, ofAccount, proof, person, granted);
  if ((ofAccount || ofPerson) && proof.method === 'staff')
    throw takenError(proof, person, ofAccount, ofPerson);
  if (ofAccount || ofPerson)
    return known ? { kind: 'conflict', conflict: known } : clash(ctx, proof, person, { ofAccount, ofPerson });
  return { kind: 'linked', link: await create(ctx, proof, person, granted) };
}

/** Staff look themselves who has what; there is nobody's proof to settle. */
function takenError(proof: Proof, person: Person, ofAccount?: LinkRow, ofPerson?: LinkRow): ConflictError {
  return new ConflictError(
    'link-taken',
    ofAccount
      ? `${proof.accountName} is linked to ${ofAccount.userName} already. Unlink them first.`
      : `${person.name} is linked to ${ofPerson?.accountName ?? 'another account'} already. Unlink them first.`,
  );
}

async function create(
  ctx: ActionContext,
  proof: Proof,
  person: Person,
  granted: Granted | undefined,
): Promise<LinkRow> {
  const link = newLink(ctx, proof, person);
  const sealed = await sealFor(link.id, granted);
  await ctx.commit({
    statements: [
      ...(proof.spend ? [proof.spend(person.id)] : []),
      ctx.db.insert(accountLinks).values(link),
      ...keepTokens(ctx, link, sealed),
      settleProposals(ctx, link),
      settleConflict(ctx, link),
    ],
    ...toldOfLink(link),
  });
  return link;
}

async function again(
  ctx: ActionContext,
  old: LinkRow,
  proof: Proof,
  person: Person,
  granted: Granted | undefined,
): Promise<LinkOutcome> {
  const link = { ...old, accountName: proof.accountName, userName: person.name };
  const { accountName, userName } = link;
  const sealed = await sealFor(link.id, granted);
  await ctx.commit({
    statements: [
      ...(proof.spend ? [proof.spend(person.id)] : []),
      // Tokens of a link that ended meanwhile would be kept, and renewed, for good.
      requireChange(
        sql`update account_links set account_name = ${accountName}, user_name = ${userName}
          where id = ${link.id} and guild_id = ${ctx.guildId} and ended_at is null`,
        LINK_ENDED,
      ),
      ...keepTokens(ctx, link, sealed),
      settleConflict(ctx, link),
    ],
    audit: [{ action: 'accounts.link-again', target: `link:${link.id}`, after: { method: proof.method } }],
  });
  return { kind: 'already', link };
}

async function clash(
  ctx: ActionContext,
  proof: Proof,
  person: Person,
  { ofAccount, ofPerson }: { ofAccount: LinkRow | undefined; ofPerson: LinkRow | undefined },
): Promise<LinkOutcome> {
  const taken: TakenSide = ofAccount && ofPerson ? 'both' : ofAccount ? 'account' : 'person';
  const conflict: ConflictRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    accountId: proof.accountId,
    accountName: proof.accountName,
    userId: person.id,
    userName: person.name,
    method: proof.method,
    taken,
    accountLinkId: ofAccount?.id ?? null,
    holderId: ofAccount?.userId ?? null,
    holderName: ofAccount?.userName ?? null,
    userLinkId: ofPerson?.id ?? null,
    otherAccountId: ofPerson?.accountId ?? null,
    otherAccountName: ofPerson?.accountName ?? null,
    state: 'open',
    createdAt: ctx.now(),
    resolvedAt: null,
    resolvedBy: null,
    resolveReason: null,
  };
  const { id: conflictId, accountId, accountName, holderId } = conflict;
  const who = { discordUserId: person.id, discordName: person.name };
  await ctx.commit({
    // Between reading the proof and the links somebody else may have used it: then nothing was proven.
    statements: [...(proof.unspent ? [proof.unspent()] : []), ctx.db.insert(linkConflicts).values(conflict)],
    signals: [
      {
        type: 'account.link-conflict',
        subject: `link-conflict:${conflictId}`,
        data: { conflictId, accountId, accountName, ...who, taken, holderId },
      },
    ],
    audit: [
      {
        action: 'accounts.conflict',
        target: `link-conflict:${conflictId}`,
        after: { accountId, ...who, taken, holderId },
      },
    ],
  });
  return { kind: 'conflict', conflict };
}

/** Sealed before the change, which then only has the statement to make: a query that is awaited runs at once. */
type Kept = Pick<typeof accountTokens.$inferInsert, 'tokens' | 'scopes' | 'expiresAt'>;

async function sealFor(linkId: string, granted: Granted | undefined): Promise<Kept | undefined> {
  if (!granted) return undefined;
  const { accounts, tokens } = granted;
  const { sealed, expiresAt, scope } = await sealTokens(accounts, tokenPurpose(linkId), tokens);
  return { tokens: sealed, scopes: scope, expiresAt };
}

function keepTokens(ctx: ActionContext, link: LinkRow, sealed: Kept | undefined): Statement[] {
  if (!sealed) return [];
  const now = ctx.now();
  const kept = { ...sealed, state: 'good' as const, refreshingUntil: null, createdAt: now, updatedAt: now };
  return [
    ctx.db
      .insert(accountTokens)
      .values({ linkId: link.id, guildId: ctx.guildId, userId: link.userId, ...kept })
      .onConflictDoUpdate({ target: accountTokens.linkId, set: kept }),
  ];
}
