import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { acceptProposal, dismissProposal } from '../actions/decide-proposal.ts';
import { FindKnownAccountsInput, findKnownAccounts } from '../actions/find-known-accounts.ts';
import {
  forgetKnownAccount,
  KeepKnownAccountsInput,
  keepKnownAccounts,
} from '../actions/keep-known-accounts.ts';
import { listProposals } from '../actions/list-proposals.ts';
import {
  KnownAccountView,
  knownAccountView,
  LinkView,
  linkView,
  ProposalView,
  proposalView,
} from '../views.ts';

const params = { proposal: 'Id of the proposal.' };
const errors = { 404: 'There is no such proposal.', 409: 'It was decided, or one of the two was linked.' };

/** Accounts that nobody is linked to yet, and members who may be their customers. */
export const knownAccountRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'PUT',
    path: '/known-accounts',
    summary: 'Tell of accounts, so that staff find those that nobody linked',
    description:
      'Members whose user name is the one that an account states are proposed to staff. A name proves nothing, so nothing is linked by it.',
    access: 'accounts:write',
    body: KeepKnownAccountsInput,
    example: {
      accounts: [
        { accountId: 'cus_4711', accountName: 'Robin’s Pinball Parlour', discordUsername: 'robin.flips' },
      ],
    },
    answers: { 200: v.object({ kept: v.number() }) },
    handle: ({ ctx, body }) => keepKnownAccounts(ctx, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/known-accounts',
    summary: 'List accounts that nobody is linked to, by name',
    access: 'accounts:read',
    query: FindKnownAccountsInput,
    answers: { 200: v.object({ accounts: v.array(KnownAccountView) }) },
    handle: async ({ ctx, query }) => ({
      accounts: (await findKnownAccounts(ctx, query)).map(knownAccountView),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/known-accounts/:account',
    summary: 'Forget an account; its link stays',
    access: 'accounts:write',
    params: { account: 'Your application’s id of the account.' },
    answers: { 204: null },
    errors: { 404: 'There is no such account.' },
    handle: ({ ctx, params }) => forgetKnownAccount(ctx, params.account ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/link-proposals',
    summary: 'List members who may be the customers of accounts',
    access: 'accounts:read',
    answers: { 200: v.object({ proposals: v.array(ProposalView) }) },
    handle: async ({ ctx }) => ({ proposals: (await listProposals(ctx)).map(proposalView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/link-proposals/:proposal/accept',
    summary: 'Link as proposed',
    access: 'accounts:write',
    params,
    answers: { 200: LinkView },
    errors,
    handle: async ({ ctx, params }) => linkView(await acceptProposal(ctx, params.proposal ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/link-proposals/:proposal/dismiss',
    summary: 'Say no to a proposal, for good',
    access: 'accounts:write',
    params,
    answers: { 200: ProposalView },
    errors,
    handle: async ({ ctx, params }) => proposalView(await dismissProposal(ctx, params.proposal ?? '')),
  }),
];
