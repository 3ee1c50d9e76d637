import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';

type Handle = (page: PageRequest) => Promise<PageAnswer>;

const read = 'webhooks:read';
const manage = 'webhooks:manage';
const one = '/webhooks/:endpoint';

const detail = () => import('./pages/endpoint-page.tsx');
const forms = () => import('./pages/endpoint-form-page.tsx');
const log = () => import('./pages/delivery-page.tsx');
const bundle = () => import('./pages/bundle-page.tsx');
const submits = () => import('./pages/endpoint-submits.ts');

const show: Handle = async (page) => (await detail()).endpointPage(page);
const newForm: Handle = async (page) => (await forms()).newEndpointPage(page);
const editForm: Handle = async (page) => (await forms()).editEndpointPage(page);
const showDelivery: Handle = async (page) => (await log()).deliveryPage(page);

const get = (path: string, access: PageRoute['access'], handle: Handle): PageRoute => ({
  method: 'GET',
  path,
  access,
  handle,
});
const post = (path: string, handle: Handle, again: Handle): PageRoute => ({
  method: 'POST',
  path,
  access: manage,
  handle,
  again,
});

/** Webhook endpoints in the dashboard: how each fares, what was sent to it, and how to send it again. */
export const webhookPages: PageRoutes = {
  navigation: [
    { title: 'Webhooks', path: '/webhooks', access: read, icon: 'webhooks', group: 'manage', key: 'w' },
  ],
  routes: [
    get('/webhooks', read, async (page) =>
      (await import('./pages/endpoint-list-page.tsx')).endpointListPage(page),
    ),
    get('/webhooks/new', manage, newForm),
    post(
      '/webhooks/new',
      async (page) => (await import('./pages/secret-page.tsx')).createdPage(page),
      newForm,
    ),
    get('/webhooks/deliveries/:delivery', read, showDelivery),
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
    get(one, read, show),
    get(`${one}/edit`, manage, editForm),
    post(`${one}/edit`, async (page) => (await submits()).submitEdit(page), editForm),
    post(`${one}/pause`, async (page) => (await submits()).submitState(page, 'paused'), show),
    post(`${one}/enable`, async (page) => (await submits()).submitState(page, 'enabled'), show),
    post(`${one}/test`, async (page) => (await submits()).submitTest(page), show),
    post(`${one}/recover`, async (page) => (await submits()).submitRecover(page), show),
    post(`${one}/rotate`, async (page) => (await import('./pages/secret-page.tsx')).rotatedPage(page), show),
    get(`${one}/delete`, manage, async (page) => (await detail()).deletePage(page)),
    post(`${one}/delete`, async (page) => (await submits()).submitDelete(page), show),
  ],
  subjects: { webhook: (id) => `/webhooks/${id}`, delivery: (id) => `/webhooks/deliveries/${id}` },
};
