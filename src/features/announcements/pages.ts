import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';

type Handle = (page: PageRequest) => Promise<PageAnswer>;

const read = 'announcements:read';
const manage = 'announcements:manage';
const one = '/announcements/:announcement';

const detail = () => import('./pages/announcement-page.tsx');
const forms = () => import('./pages/announcement-form-page.tsx');
const previews = () => import('./pages/preview-page.tsx');
const submits = () => import('./pages/announcement-submits.ts');

const show: Handle = async (page) => (await detail()).announcementPage(page);
const newForm: Handle = async (page) => (await forms()).newAnnouncementPage(page);
const editForm: Handle = async (page) => (await forms()).editAnnouncementPage(page);

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

/** Announcements in the dashboard: what is planned, what became of it, and the form to plan more. */
export const announcementPages: PageRoutes = {
  navigation: [
    {
      title: 'Announcements',
      path: '/announcements',
      access: read,
      icon: 'announcements',
      group: 'main',
      key: 'n',
    },
  ],
  routes: [
    get('/announcements', read, async (page) =>
      (await import('./pages/announcement-list-page.tsx')).announcementListPage(page),
    ),
    get('/announcements/new', manage, newForm),
    post('/announcements/new', async (page) => (await submits()).submitNew(page), newForm),
    post('/announcements/new/preview', async (page) => (await previews()).previewNew(page), newForm),
    get(one, read, show),
    get(`${one}/edit`, manage, editForm),
    post(`${one}/edit`, async (page) => (await submits()).submitEdit(page), editForm),
    post(`${one}/edit/preview`, async (page) => (await previews()).previewEdit(page), editForm),
    post(`${one}/pause`, async (page) => (await submits()).submitPause(page), show),
    post(`${one}/resume`, async (page) => (await submits()).submitResume(page), show),
    post(`${one}/skip`, async (page) => (await submits()).submitSkip(page), show),
    post(`${one}/run`, async (page) => (await submits()).submitRun(page), show),
    get(`${one}/delete`, manage, async (page) => (await detail()).deletePage(page)),
    post(`${one}/delete`, async (page) => (await submits()).submitDelete(page), show),
  ],
  subjects: { announcement: (id) => `/announcements/${id}` },
};
