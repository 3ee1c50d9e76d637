import type { OpenPages, OpenRoute } from '../../../core/web/open-page.ts';
import type { PageAnswer, PageRequest, PageRoute } from '../../../core/web/page.ts';

const answers = () => import('./pages/transcript-answers.ts');
const rate = () => import('./pages/rate-page.tsx');
/** Members get their own; the action behind it looks whose it is. */
const own = 'tickets:open';

const get = (path: string, handle: (page: PageRequest) => Promise<PageAnswer>): PageRoute => ({
  method: 'GET',
  path,
  access: own,
  handle,
});

/** What the dashboard hands out beside its pages; to be put before `/tickets/:ticket`. */
export const deskPageRoutes: readonly PageRoute[] = [
  {
    method: 'GET',
    path: '/tickets/statistics/csv',
    access: 'tickets:read',
    handle: async (page) => (await import('./pages/downloads.ts')).statisticsTable(page),
  },
  {
    method: 'GET',
    path: '/tickets/export/ndjson',
    access: 'tickets:manage',
    handle: async (page) => (await import('./pages/downloads.ts')).exportFile(page),
  },
  get('/tickets/transcripts/:transcript/page', async (page) => (await answers()).transcriptPage(page)),
  get('/tickets/transcripts/:transcript/json', async (page) => (await answers()).transcriptJson(page)),
  get('/tickets/transcripts/:transcript/files/:file', async (page) => (await answers()).transcriptFile(page)),
];

const transcript = '/ticket/:guildId/transcripts/:transcript/:pass';
const rating = '/ticket/:guildId/rate/:ticket/:pass';
const open = (method: 'GET' | 'POST', path: string, handle: OpenRoute['handle']): OpenRoute => ({
  method,
  path,
  handle,
});

/** What signed links lead to. */
export const ticketOpenPages: OpenPages = {
  segment: 'ticket',
  routes: async () => [
    open('GET', `${transcript}/page`, async (page) => (await answers()).linkedPage(page)),
    open('GET', `${transcript}/files/:file`, async (page) => (await answers()).linkedFile(page)),
    open('GET', rating, async (page) => (await rate()).ratePage(page)),
    open('POST', rating, async (page) => (await rate()).submitRating(page)),
  ],
};
