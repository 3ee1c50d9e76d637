import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const read = 'notices:read';
const one = '/notices/:notice';
const all = () => import('./pages/notice-pages.ts');

const show: PageHandle = async (page) => (await all()).noticePage(page);
const form: PageHandle = async (page) => (await all()).newNoticePage(page);

/** Notices in the dashboard: what goes on, what could not be posted, and forms to raise and to go on. */
export const noticePages: PageRoutes = {
  navigation: [
    { title: 'Notices', path: '/notices', access: read, icon: 'notices', group: 'main', key: 'c' },
  ],
  routes: [
    getPage('/notices', read, async (page) => (await all()).noticeListPage(page)),
    getPage('/notices/new/:kind', read, form),
    postPage('/notices/new/:kind', read, async (page) => (await all()).submitNew(page), form),
    postPage('/notices/new/:kind/preview', read, async (page) => (await all()).previewNew(page), form),
    getPage(one, read, show),
    postPage(`${one}/update`, read, async (page) => (await all()).submitUpdate(page), show),
    postPage(`${one}/acknowledge`, read, async (page) => (await all()).submitAcknowledge(page), show),
    postPage(`${one}/resolve`, read, async (page) => (await all()).submitResolve(page), show),
  ],
  overview: async (page) => (page.can(read) ? (await all()).noticeOverview(page) : null),
  subjects: { notice: (id) => `/notices/${id}` },
};
