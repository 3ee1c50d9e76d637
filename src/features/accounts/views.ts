import * as v from 'valibot';
import type { KnownAccountRow } from './actions/find-known-accounts.ts';
import type { ProposalRow } from './actions/list-proposals.ts';
import type { ConflictRow, LinkRow } from './establish-link.ts';
import { CONFLICT_STATES, LINK_METHODS, MATCH_CONFIDENCES, PROPOSAL_STATES, TAKEN_SIDES } from './model.ts';

const instantOrNull = v.nullable(v.pipe(v.string(), v.isoTimestamp()));
const iso = v.pipe(v.string(), v.isoTimestamp());

export const LinkView = v.object({
  id: v.string(),
  accountId: v.string(),
  accountName: v.string(),
  discordUserId: v.string(),
  discordName: v.pipe(v.string(), v.description('What the person was called when they were linked.')),
  method: v.picklist(LINK_METHODS),
  reason: v.nullable(v.string()),
  linkedBy: v.string(),
  linkedAt: iso,
  endedAt: v.pipe(instantOrNull, v.description('Null while the link holds.')),
  endedBy: v.nullable(v.string()),
  endReason: v.nullable(v.string()),
});

export const linkView = ({
  guildId: _,
  userId,
  userName,
  ...row
}: LinkRow): v.InferOutput<typeof LinkView> => ({
  ...row,
  discordUserId: userId,
  discordName: userName,
  linkedAt: row.linkedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

export const ConflictView = v.object({
  id: v.string(),
  accountId: v.string(),
  accountName: v.string(),
  discordUserId: v.pipe(v.string(), v.description('Who proved the account.')),
  discordName: v.string(),
  method: v.picklist(LINK_METHODS),
  taken: v.picklist(TAKEN_SIDES),
  holderId: v.pipe(v.nullable(v.string()), v.description('Who the account was linked to.')),
  holderName: v.nullable(v.string()),
  otherAccountId: v.pipe(v.nullable(v.string()), v.description('What the person was linked to.')),
  otherAccountName: v.nullable(v.string()),
  state: v.picklist(CONFLICT_STATES),
  createdAt: iso,
  resolvedAt: instantOrNull,
  resolvedBy: v.nullable(v.string()),
  resolveReason: v.nullable(v.string()),
});

export function conflictView(row: ConflictRow): v.InferOutput<typeof ConflictView> {
  const { guildId: _, accountLinkId: _a, userLinkId: _u, userId, userName, ...rest } = row;
  return {
    ...rest,
    discordUserId: userId,
    discordName: userName,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}

export const ProposalView = v.object({
  id: v.string(),
  accountId: v.string(),
  accountName: v.string(),
  discordUserId: v.string(),
  discordUsername: v.string(),
  confidence: v.picklist(MATCH_CONFIDENCES),
  state: v.picklist(PROPOSAL_STATES),
  createdAt: iso,
});

export const proposalView = (row: ProposalRow): v.InferOutput<typeof ProposalView> => ({
  id: row.id,
  accountId: row.accountId,
  accountName: row.accountName,
  discordUserId: row.userId,
  discordUsername: row.userName,
  confidence: row.confidence,
  state: row.state,
  createdAt: row.createdAt.toISOString(),
});

export const KnownAccountView = v.object({
  accountId: v.string(),
  accountName: v.string(),
  discordUsername: v.nullable(v.string()),
  updatedAt: iso,
});

export const knownAccountView = (row: KnownAccountRow): v.InferOutput<typeof KnownAccountView> => ({
  accountId: row.accountId,
  accountName: row.accountName,
  discordUsername: row.discordName,
  updatedAt: row.updatedAt.toISOString(),
});
