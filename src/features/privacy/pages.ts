import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';

type Handle = (page: PageRequest) => Promise<PageAnswer>;

const manage = 'privacy:manage';

const people = () => import('./pages/person-page.tsx');

const show: Handle = async (page) => (await people()).personPage(page);
const ask: Handle = async (page) => (await people()).eraseForm(page);

const route = (method: PageRoute['method'], path: string, handle: Handle, again?: Handle): PageRoute => ({
  method,
  path,
  access: manage,
  handle,
  ...(again ? { again } : {}),
});

/** Privacy in the dashboard, for admins: what is kept about somebody, handing it over, and erasing it. */
export const privacyPages: PageRoutes = {
  navigation: [
    { title: 'Privacy', path: '/privacy', access: manage, icon: 'privacy', group: 'manage', key: 'y' },
  ],
  routes: [
    route('GET', '/privacy', show),
    route(
      'POST',
      '/privacy/export',
      async (page) => (await import('./pages/export-file.ts')).exportFile(page),
      show,
    ),
    route('POST', '/privacy/erase', ask, show),
    route('POST', '/privacy/erase/confirm', async (page) => (await people()).submitErase(page), ask),
    route('GET', '/privacy/erasures/:erasure', async (page) =>
      (await import('./pages/erasure-page.tsx')).erasurePage(page),
    ),
  ],
};
