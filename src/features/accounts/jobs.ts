import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const Nothing = v.looseObject({});

export const accountJobs = {
  propose: defineJob({
    title: 'Look for members whose user name an account states',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/propose-links.ts')).proposeLinks(ctx),
  }),
  'keep-tokens': defineJob({
    title: 'Renew Discord’s tokens of links, and seal them with the newest key',
    schema: Nothing,
    // The next hour starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/keep-tokens.ts')).keepTokens(ctx),
  }),
  tidy: defineJob({
    title: 'Remove codes and links that have run out',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/tidy-accounts.ts')).tidyAccounts(ctx),
  }),
};
