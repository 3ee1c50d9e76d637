import type { LinkMethod } from './model.ts';

/** How a link was made, as people read it. */
export const methodWords: Record<LinkMethod, string> = {
  oauth2: 'Proven with Discord’s sign-in',
  code: 'Proven with a one-time code',
  'signed-link': 'Proven with a signed link',
  staff: 'Linked by staff',
};
