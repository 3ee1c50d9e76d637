import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const use = 'servers:use';
const one = '/servers/id/:server';
const action = '/servers/actions/:action';
const batch = '/servers/batches/:batch';

const lists = () => import('./pages/server-list-page.tsx');
const all = () => import('./pages/all-servers-page.tsx');
const batches = () => import('./pages/batch-page.tsx');
const batchSubmits = () => import('./pages/batch-submits.ts');
const maintenance = () => import('./pages/maintenance-page.tsx');
const details = () => import('./pages/server-page.tsx');
const actions = () => import('./pages/action-page.tsx');
const submits = () => import('./pages/server-submits.ts');

const show: PageHandle = async (page) => (await details()).serverPage(page);
const showAll: PageHandle = async (page) => (await all()).allServersPage(page);
const showBatch: PageHandle = async (page) => (await batches()).batchPage(page);
const showMaintenance: PageHandle = async (page) => (await maintenance()).maintenancePage(page);
const showAction: PageHandle = async (page) => (await actions()).actionPage(page);

/** Servers in the dashboard: one's own for members, all for staff, and what is done with them. */
export const serverPages: PageRoutes = {
  navigation: [{ title: 'Servers', path: '/servers', access: use, icon: 'servers', group: 'main', key: 'v' }],
  routes: [
    getPage('/servers', use, async (page) => (await lists()).ownServersPage(page)),
    getPage('/servers/all', 'servers:read', showAll),
    postPage(
      '/servers/batches',
      'servers:read',
      async (page) => (await batchSubmits()).submitBatch(page),
      showAll,
    ),
    getPage(batch, 'servers:read', showBatch),
    postPage(
      `${batch}/confirm`,
      'servers:manage',
      async (page) => (await batchSubmits()).submitBatchYes(page),
      showBatch,
    ),
    postPage(
      `${batch}/cancel`,
      'servers:manage',
      async (page) => (await batchSubmits()).submitBatchNo(page),
      showBatch,
    ),
    getPage('/servers/maintenance', 'notices:post', showMaintenance),
    postPage(
      '/servers/maintenance',
      'notices:post',
      async (page) => (await import('./pages/maintenance-submits.ts')).submitMaintenance(page),
      showMaintenance,
    ),
    postPage(
      '/servers/maintenance/preview',
      'notices:post',
      async (page) => (await maintenance()).previewMaintenance(page),
      showMaintenance,
    ),
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
  subjects: {
    server: (id) => `/servers/id/${encodeURIComponent(id)}`,
    'server-batch': (id) => `/servers/batches/${encodeURIComponent(id)}`,
  },
};
