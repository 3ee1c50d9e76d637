import type { OpenRoute } from '../../core/web/open-page.ts';

const connect = () => import('./pages/connect-pages.tsx');

/** Where the host application sends its customers: what proves the account is in the address. */
export const linkPages: readonly OpenRoute[] = [
  {
    method: 'GET',
    path: '/link/:guildId',
    handle: async (page) => (await connect()).connectPage(page),
  },
  {
    method: 'POST',
    path: '/link/:guildId/start',
    handle: async (page) => (await connect()).submitStart(page),
  },
  {
    method: 'POST',
    path: '/link/:guildId/confirm',
    handle: async (page) => (await connect()).submitConfirm(page),
  },
  {
    method: 'GET',
    path: '/link/:guildId/done',
    handle: async (page) => (await connect()).donePage(page),
  },
];
