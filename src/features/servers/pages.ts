import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const use = 'servers:use';
const one = '/servers/id/:server';
const action = '/servers/actions/:action';

const lists = () => import('./pages/server-list-page.tsx');
const details = () => import('./pages/server-page.tsx');
const actions = () => import('./pages/action-page.tsx');
const submits = () => import('./pages/server-submits.ts');

const show: PageHandle = async (page) => (await details()).serverPage(page);
const showAction: PageHandle = async (page) => (await actions()).actionPage(page);

/** Servers in the dashboard: one's own for members, all for staff, and what is done with them. */
export const serverPages: PageRoutes = {
  navigation: [{ title: 'Servers', path: '/servers', access: use, icon: 'servers', group: 'main', key: 'v' }],
  routes: [
    getPage('/servers', use, async (page) => (await lists()).ownServersPage(page)),
    getPage('/servers/all', 'servers:read', async (page) => (await lists()).allServersPage(page)),
    getPage(one, use, show),
    postPage(`${one}/act`, use, async (page) => (await submits()).submitAction(page), show),
    getPage(action, use, showAction),
    postPage(`${action}/confirm`, use, async (page) => (await submits()).submitConfirm(page), showAction),
    postPage(`${action}/cancel`, use, async (page) => (await submits()).submitCancel(page), showAction),
    postPage(
      `${action}/decide`,
      'servers:approve',
      async (page) => (await submits()).submitDecision(page),
      showAction,
    ),
  ],
  subjects: { server: (id) => `/servers/id/${encodeURIComponent(id)}` },
};
