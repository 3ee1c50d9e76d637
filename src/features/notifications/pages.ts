import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const read = 'notifications:read';
const page = () => import('./pages/notifications-page.tsx');
const show: PageHandle = async (request) => (await page()).notificationsPage(request);

/** Notifications in the dashboard: what came, one's own choices, and for admins those of the server. */
export const notificationPages: PageRoutes = {
  navigation: [
    {
      title: 'Notifications',
      path: '/notifications',
      access: read,
      icon: 'notifications',
      group: 'main',
      key: 'b',
    },
  ],
  routes: [
    getPage('/notifications', read, show),
    postPage(
      '/notifications',
      'notifications:choose',
      async (request) => (await page()).submitChoices(request),
      show,
    ),
  ],
};
