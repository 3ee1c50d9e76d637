import type { PageRoute, PageRoutes } from '../../core/web/page.ts';

const read = 'records:read';
const write = 'records:write';
const manage = 'records:manage';

const routes: PageRoute[] = [
  {
    method: 'GET',
    path: '/records',
    access: read,
    handle: async (page) => (await import('./pages/record-list-page.tsx')).recordListPage(page),
  },
];

export const recordPages: PageRoutes = {
  navigation: [
    { title: 'Records', path: '/records', access: read, icon: 'records', group: 'main', key: 'r' },
  ],
  routes,
};

void [write, manage];
