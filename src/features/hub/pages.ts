import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';

type Handle = (page: PageRequest) => Promise<PageAnswer>;

const route = (
  method: PageRoute['method'],
  path: string,
  access: PageRoute['access'],
  handle: Handle,
  again?: Handle,
): PageRoute => ({ method, path, access, handle, ...(again ? { again } : {}) });

const settings = () => import('./pages/settings-pages.tsx');
const keys = () => import('./pages/api-keys-page.tsx');
const failed = () => import('./pages/failed-work-page.tsx');

const showFeature: Handle = async (page) => (await settings()).featureSettingsPage(page);
const showKeys: Handle = async (page) => (await keys()).apiKeysPage(page);

/** What every server has in the dashboard: overview, settings, audit log, API keys, failed work, health. */
export const hubPages: PageRoutes = {
  navigation: [
    { title: 'Overview', path: '', access: 'hub:use', icon: 'home', group: 'main', key: 'o' },
    {
      title: 'Settings',
      path: '/settings',
      access: 'hub:settings',
      icon: 'settings',
      group: 'manage',
      key: 's',
    },
    { title: 'Audit log', path: '/audit', access: 'hub:audit', icon: 'audit', group: 'manage', key: 'a' },
    { title: 'API keys', path: '/keys', access: 'hub:keys', icon: 'keys', group: 'manage', key: 'k' },
    {
      title: 'Failed work',
      path: '/failed',
      access: 'hub:settings',
      icon: 'failed',
      group: 'manage',
      key: 'f',
    },
    { title: 'Health', path: '/health', access: 'hub:settings', icon: 'health', group: 'manage', key: 'h' },
  ],
  routes: [
    route('GET', '', 'hub:use', async (page) =>
      (await import('./pages/overview-page.tsx')).overviewPage(page),
    ),
    route('GET', '/setup', 'hub:settings', async (page) =>
      (await import('./pages/setup-page.tsx')).setupPage(page),
    ),
    route('GET', '/settings', 'hub:settings', async (page) => (await settings()).settingsPage(page)),
    route('GET', '/settings/:feature', 'hub:settings', showFeature),
    route(
      'POST',
      '/settings/:feature',
      'hub:settings',
      async (page) => (await import('./pages/submit-settings.ts')).submitSettings(page),
      showFeature,
    ),
    route('GET', '/audit', 'hub:audit', async (page) =>
      (await import('./pages/audit-page.tsx')).auditPage(page),
    ),
    route('GET', '/keys', 'hub:keys', showKeys),
    route('POST', '/keys', 'hub:keys', async (page) => (await keys()).createdKeyPage(page), showKeys),
    route(
      'POST',
      '/keys/:key/revoke',
      'hub:keys',
      async (page) => (await keys()).submitRevoke(page),
      showKeys,
    ),
    route('GET', '/failed', 'hub:settings', async (page) => (await failed()).failedWorkPage(page)),
    route('POST', '/failed/retry', 'hub:settings', async (page) => (await failed()).submitRetry(page)),
    route('GET', '/health', 'hub:settings', async (page) =>
      (await import('./pages/health-page.tsx')).healthPage(page),
    ),
  ],
  subjects: { settings: (feature) => `/settings/${feature}`, 'api-key': () => '/keys' },
};
