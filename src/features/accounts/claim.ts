import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { requireChange, requireThat } from '../../core/database/guard.ts';
import { sha256Hex } from '../../core/hash.ts';
import type { Proof } from './establish-link.ts';
import { hashCode, looksLikeCode } from './link-code.ts';
import { LinkProofError, PROOF_SPENT, wrongCode } from './link-errors.ts';
import { AccountId, AccountName } from './schemas.ts';
import { accountsSettings } from './settings.ts';
import { isSignedBy } from './sign-link.ts';
import { linkCodes, linkNonces } from './tables.ts';

/** A signed link may be good for so long at most: its nonce is remembered until then. */
const LONGEST_MS = 60 * 60_000;

const SignedParts = v.object({
  account: AccountId,
  name: AccountName,
  exp: v.pipe(v.string(), v.regex(/^\d{9,11}$/), v.transform(Number)),
  nonce: v.pipe(v.string(), v.regex(/^[\w-]{16,100}$/)),
  sig: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** The parts of an address that prove an account: those of a signed link, or a one-time code. */
export const CLAIM_PARTS = ['account', 'name', 'exp', 'nonce', 'sig', 'code'] as const;
export type ClaimParts = Partial<Record<(typeof CLAIM_PARTS)[number], string>>;

/**
 * Which account an address speaks for, without using it up. Throws LinkProofError for one that was altered, used or has
 * run out; it says which only of links that the host application signed.
 */
export const readClaim = (ctx: ActionContext, parts: ClaimParts): Promise<Proof> =>
  parts.code === undefined ? readSignedLink(ctx, parts) : readCode(ctx, parts.code);

/** The account of a one-time code. */
export async function readCode(ctx: ActionContext, code: string): Promise<Proof> {
  if (!looksLikeCode(code)) throw wrongCode();
  const [row] = await ctx.db
    .select()
    .from(linkCodes)
    .where(
      and(
        eq(linkCodes.guildId, ctx.guildId),
        eq(linkCodes.codeHash, await hashCode(code)),
        isNull(linkCodes.usedAt),
        gt(linkCodes.expiresAt, ctx.now()),
      ),
    );
  if (!row) throw wrongCode();
  const at = ctx.now().toISOString();
  const isGood = sql`id = ${row.id} and guild_id = ${ctx.guildId} and used_at is null and expires_at > ${at}::timestamptz`;
  return {
    accountId: row.accountId,
    accountName: row.accountName,
    method: 'code',
    spent: wrongCode,
    unspent: () => requireThat(sql`exists (select 1 from link_codes where ${isGood})`, PROOF_SPENT),
    spend: (personId) =>
      requireChange(
        sql`update link_codes set used_at = ${at}::timestamptz, used_by = ${personId} where ${isGood}`,
        PROOF_SPENT,
      ),
  };
}

async function readSignedLink(ctx: ActionContext, parts: ClaimParts): Promise<Proof> {
  const parsed = v.safeParse(SignedParts, parts);
  const { linkSecret } = await ctx.settings(accountsSettings);
  const broken = new LinkProofError(
    'This link is not complete or was altered. Open it again from the page where you have your account.',
  );
  if (!parsed.success || !linkSecret) throw broken;
  const { sig, ...said } = parsed.output;
  if (!(await isSignedBy(linkSecret, { guildId: ctx.guildId, ...said }, sig))) throw broken;
  const now = ctx.now().getTime();
  const until = said.exp * 1_000;
  if (until <= now)
    throw new LinkProofError(
      'This link has run out. Open it again from the page where you have your account.',
    );
  if (until > now + LONGEST_MS)
    throw new LinkProofError(
      'This link is good for too long: an hour is the most. Its maker has to fix that.',
    );
  const nonceHash = await sha256Hex(said.nonce);
  const mine = and(eq(linkNonces.guildId, ctx.guildId), eq(linkNonces.nonceHash, nonceHash));
  const [used] = await ctx.db.select({ hash: linkNonces.nonceHash }).from(linkNonces).where(mine);
  if (used) throw usedLink();
  return {
    accountId: said.account,
    accountName: said.name,
    method: 'signed-link',
    spent: usedLink,
    unspent: () =>
      requireThat(
        sql`not exists (select 1 from link_nonces where guild_id = ${ctx.guildId} and nonce_hash = ${nonceHash})`,
        PROOF_SPENT,
      ),
    spend: () =>
      requireChange(
        sql`insert into link_nonces (guild_id, nonce_hash, expires_at)
          values (${ctx.guildId}, ${nonceHash}, ${new Date(until).toISOString()}::timestamptz)
          on conflict do nothing`,
        PROOF_SPENT,
      ),
  };
}

const usedLink = () =>
  new LinkProofError('This link was used already. Open a new one from the page where you have your account.');
