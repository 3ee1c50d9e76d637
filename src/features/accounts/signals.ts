import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { LINK_METHODS, TAKEN_SIDES } from './model.ts';

const link = {
  linkId: v.string(),
  accountId: v.string(),
  accountName: v.string(),
  discordUserId: v.string(),
  discordName: v.string(),
};
const sampleLink = {
  linkId: '0192d3a4-7c1e-7a55-8a10-000000000021',
  accountId: 'cus_4711',
  accountName: 'Robin’s Pinball Parlour',
  discordUserId: '1000000000000000012',
  discordName: 'Robin',
};

export const accountSignals: Record<string, SignalDefinition> = {
  'account.linked': {
    title: 'A member was linked to an account',
    schema: v.object({ ...link, method: v.picklist(LINK_METHODS) }),
    sample: { ...sampleLink, method: 'code' },
  },
  'account.unlinked': {
    title: 'A member was unlinked from their account',
    schema: v.object({ ...link, reason: v.nullable(v.string()) }),
    sample: { ...sampleLink, reason: null },
  },
  'account.link-conflict': {
    title: 'Somebody proved an account that is linked otherwise',
    schema: v.object({
      conflictId: v.string(),
      accountId: v.string(),
      accountName: v.string(),
      discordUserId: v.string(),
      discordName: v.string(),
      taken: v.picklist(TAKEN_SIDES),
      /** Who has the account now; null where the account is free. */
      holderId: v.nullable(v.string()),
    }),
    sample: {
      conflictId: '0192d3a4-7c1e-7a55-8a10-000000000022',
      accountId: 'cus_4711',
      accountName: 'Robin’s Pinball Parlour',
      discordUserId: '1000000000000000013',
      discordName: 'Kim',
      taken: 'account',
      holderId: '1000000000000000012',
    },
  },
  'account.conflict-settled': {
    title: 'Staff settled whose account it is',
    schema: v.object({
      conflictId: v.string(),
      accountId: v.string(),
      accountName: v.string(),
      discordUserId: v.string(),
      discordName: v.string(),
      /** Who had the account when it was asked for. */
      holderId: v.nullable(v.string()),
      /** Who had it when staff decided. */
      linkedTo: v.nullable(v.string()),
      decision: v.picklist(['moved', 'kept']),
      reason: v.nullable(v.string()),
    }),
    sample: {
      conflictId: '0192d3a4-7c1e-7a55-8a10-000000000022',
      accountId: 'cus_4711',
      accountName: 'Robin’s Pinball Parlour',
      discordUserId: '1000000000000000013',
      discordName: 'Kim',
      holderId: '1000000000000000012',
      linkedTo: '1000000000000000012',
      decision: 'moved',
      reason: 'Kim showed the invoice.',
    },
  },
  'account.needs-renewal': {
    title: 'Discord ended its side of a link',
    schema: v.object(link),
    sample: sampleLink,
  },
};
