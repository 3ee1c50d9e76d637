import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const read = 'webhooks:read';
const manage = 'webhooks:manage';
const one = '/webhooks/:endpoint';

const detail = () => import('./pages/endpoint-page.tsx');
const forms = () => import('./pages/endpoint-form-page.tsx');
const log = () => import('./pages/delivery-page.tsx');
const bundle = () => import('./pages/bundle-page.tsx');
const submits = () => import('./pages/endpoint-submits.ts');

const show: PageHandle = async (page) => (await detail()).endpointPage(page);
const newForm: PageHandle = async (page) => (await forms()).newEndpointPage(page);
const editForm: PageHandle = async (page) => (await forms()).editEndpointPage(page);
const showDelivery: PageHandle = async (page) => (await log()).deliveryPage(page);

const post = (path: string, handle: PageHandle, again: PageHandle) => postPage(path, manage, handle, again);

/** Webhook endpoints in the dashboard: how each fares, what was sent to it, and how to send it again. */
export const webhookPages: PageRoutes = {
  navigation: [
    { title: 'Webhooks', path: '/webhooks', access: read, icon: 'webhooks', group: 'manage', key: 'w' },
  ],
  routes: [
    getPage('/webhooks', read, async (page) =>
      (await import('./pages/endpoint-list-page.tsx')).endpointListPage(page),
    ),
    getPage('/webhooks/new', manage, newForm),
    post(
      '/webhooks/new',
      async (page) => (await import('./pages/secret-page.tsx')).createdPage(page),
      newForm,
    ),
    getPage('/webhooks/deliveries/:delivery', read, showDelivery),
    post(
      '/webhooks/deliveries/:delivery/replay',
      async (page) => (await submits()).submitReplay(page),
      showDelivery,
    ),
    post(
      '/webhooks/deliveries/:delivery/bundle',
      async (page) => (await bundle()).bundlePage(page),
      showDelivery,
    ),
    post(
      '/webhooks/deliveries/:delivery/resend',
      async (page) => (await bundle()).submitResend(page),
      showDelivery,
    ),
    getPage(one, read, show),
    getPage(`${one}/edit`, manage, editForm),
    post(`${one}/edit`, async (page) => (await submits()).submitEdit(page), editForm),
    post(`${one}/pause`, async (page) => (await submits()).submitState(page, 'paused'), show),
    post(`${one}/enable`, async (page) => (await submits()).submitState(page, 'enabled'), show),
    post(`${one}/test`, async (page) => (await submits()).submitTest(page), show),
    post(`${one}/recover`, async (page) => (await submits()).submitRecover(page), show),
    post(`${one}/rotate`, async (page) => (await import('./pages/secret-page.tsx')).rotatedPage(page), show),
    getPage(`${one}/delete`, manage, async (page) => (await detail()).deletePage(page)),
    post(`${one}/delete`, async (page) => (await submits()).submitDelete(page), show),
  ],
  subjects: { webhook: (id) => `/webhooks/${id}`, delivery: (id) => `/webhooks/deliveries/${id}` },
};
