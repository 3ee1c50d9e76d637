import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const read = 'announcements:read';
const manage = 'announcements:manage';
const one = '/announcements/:announcement';

const detail = () => import('./pages/announcement-page.tsx');
const forms = () => import('./pages/announcement-form-page.tsx');
const previews = () => import('./pages/preview-page.tsx');
const submits = () => import('./pages/announcement-submits.ts');

const show: PageHandle = async (page) => (await detail()).announcementPage(page);
const newForm: PageHandle = async (page) => (await forms()).newAnnouncementPage(page);
const editForm: PageHandle = async (page) => (await forms()).editAnnouncementPage(page);

const post = (path: string, handle: PageHandle, again: PageHandle) => postPage(path, manage, handle, again);

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
    getPage('/announcements', read, async (page) =>
      (await import('./pages/announcement-list-page.tsx')).announcementListPage(page),
    ),
    getPage('/announcements/new', manage, newForm),
    post('/announcements/new', async (page) => (await submits()).submitNew(page), newForm),
    post('/announcements/new/preview', async (page) => (await previews()).previewNew(page), newForm),
    getPage(one, read, show),
    getPage(`${one}/edit`, manage, editForm),
    post(`${one}/edit`, async (page) => (await submits()).submitEdit(page), editForm),
    post(`${one}/edit/preview`, async (page) => (await previews()).previewEdit(page), editForm),
    post(`${one}/pause`, async (page) => (await submits()).submitPause(page), show),
    post(`${one}/resume`, async (page) => (await submits()).submitResume(page), show),
    post(`${one}/skip`, async (page) => (await submits()).submitSkip(page), show),
    post(`${one}/run`, async (page) => (await submits()).submitRun(page), show),
    getPage(`${one}/delete`, manage, async (page) => (await detail()).deletePage(page)),
    post(`${one}/delete`, async (page) => (await submits()).submitDelete(page), show),
  ],
  subjects: { announcement: (id) => `/announcements/${id}` },
};
