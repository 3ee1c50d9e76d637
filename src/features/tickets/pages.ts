import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';
import { getPage, postPage, UPLOAD_BYTES } from '../../core/web/page-route.ts';
import { deskPageRoutes } from './desk/pages.ts';

// Not from access.ts, which brings the database: every page of the dashboard loads this list.
const OPEN = 'tickets:open';
const READ = 'tickets:read';
const WRITE = 'tickets:write';
const MANAGE = 'tickets:manage';

type Handle = (page: PageRequest) => Promise<PageAnswer>;
type TicketSubmits = typeof import('./pages/ticket-submits.ts');

const uploadBytes = UPLOAD_BYTES;
const list: Handle = async (page) => (await import('./pages/ticket-list-page.tsx')).ticketListPage(page);
const board: Handle = async (page) => (await import('./pages/board-page.tsx')).boardPage(page);
const ticket: Handle = async (page) => (await import('./pages/ticket-page.tsx')).ticketPage(page);
const listSubmits = () => import('./pages/list-submits.ts');
const categories = () => import('./pages/categories-page.tsx');
const category = () => import('./pages/category-editor-page.tsx');
const panels = () => import('./pages/panels-page.tsx');
const panel = () => import('./pages/panel-editor-page.tsx');
const hours = () => import('./pages/hours-page.tsx');
const showHours: Handle = async (page) => (await hours()).hoursPage(page);
const limits = () => import('./pages/limits-page.tsx');
const showLimits: Handle = async (page) => (await limits()).limitsPage(page);
const transcripts = () => import('./pages/transcripts-page.tsx');
const transcript = () => import('./pages/transcript-detail-page.tsx');
const imports = () => import('./pages/import-page.tsx');
const showImports: Handle = async (page) => (await imports()).importPage(page);
const showImport: Handle = async (page) => (await imports()).oneImportPage(page);
const statistics = () => import('./pages/statistics-page.tsx');
const ownList: Handle = async (page) => (await import('./pages/own-tickets-page.tsx')).ownTicketsPage(page);
const newTicket = () => import('./pages/new-ticket-page.tsx');
const showNew: Handle = async (page) => (await newTicket()).newTicketPage(page);
const showOwn: Handle = async (page) => (await import('./pages/own-ticket-page.tsx')).ownTicketPage(page);

/** A form on the page of a ticket. */
const onTicket = (path: string, name: keyof TicketSubmits): PageRoute =>
  postPage(
    `/tickets/:ticket${path}`,
    WRITE,
    async (page) => (await import('./pages/ticket-submits.ts'))[name](page),
    ticket,
  );
/** A form on the member's page of their ticket. */
const onOwn = (
  path: string,
  name: Exclude<keyof typeof import('./pages/own-ticket-submits.ts'), 'ownParam'>,
): PageRoute =>
  postPage(
    `/my-tickets/:ticket${path}`,
    OPEN,
    async (page) => (await import('./pages/own-ticket-submits.ts'))[name](page),
    showOwn,
  );

/** Where the team works on tickets, admins set them up, and members see their own. */
export const ticketPages: PageRoutes = {
  navigation: [
    { title: 'Tickets', path: '/tickets', access: READ, icon: 'tickets', group: 'main', key: 't' },
    { title: 'My tickets', path: '/my-tickets', access: OPEN, icon: 'tickets', group: 'main', key: 'q' },
  ],
  routes: [
    getPage('/tickets', READ, list),
    postPage('/tickets/bulk', WRITE, async (page) => (await listSubmits()).submitBulk(page), list),
    getPage('/tickets/board', READ, board),
    postPage('/tickets/move', WRITE, async (page) => (await listSubmits()).submitMove(page), board),
    postPage('/tickets/views', WRITE, async (page) => (await listSubmits()).submitView(page), list),
    postPage(
      '/tickets/views/:view/delete',
      WRITE,
      async (page) => (await listSubmits()).submitDeleteView(page),
      list,
    ),
    getPage('/tickets/categories', MANAGE, async (page) => (await categories()).categoriesPage(page)),
    getPage('/tickets/categories/new', MANAGE, async (page) => (await category()).newCategoryPage(page)),
    postPage(
      '/tickets/categories/new',
      MANAGE,
      async (page) => (await category()).submitNewCategory(page),
      async (page) => (await category()).newCategoryPage(page),
    ),
    postPage('/tickets/categories/new/preview', MANAGE, async (page) =>
      (await category()).newCategoryPage(typed(page)),
    ),
    getPage('/tickets/categories/:category', MANAGE, async (page) => (await category()).categoryPage(page)),
    postPage(
      '/tickets/categories/:category',
      MANAGE,
      async (page) => (await category()).submitCategory(page),
      async (page) => (await category()).categoryPage(page),
    ),
    postPage('/tickets/categories/:category/preview', MANAGE, async (page) =>
      (await category()).categoryPage(typed(page)),
    ),
    postPage('/tickets/categories/:category/archive', MANAGE, async (page) =>
      (await categories()).submitArchive(page),
    ),
    getPage('/tickets/panels', MANAGE, async (page) => (await panels()).panelsPage(page)),
    getPage('/tickets/panels/new', MANAGE, async (page) => (await panel()).newPanelPage(page)),
    postPage(
      '/tickets/panels/new',
      MANAGE,
      async (page) => (await panel()).submitNewPanel(page),
      async (page) => (await panel()).newPanelPage(page),
    ),
    postPage('/tickets/panels/new/preview', MANAGE, async (page) =>
      (await panel()).newPanelPage(typed(page)),
    ),
    getPage('/tickets/panels/:panel', MANAGE, async (page) => (await panel()).panelPage(page)),
    postPage(
      '/tickets/panels/:panel',
      MANAGE,
      async (page) => (await panel()).submitPanel(page),
      async (page) => (await panel()).panelPage(page),
    ),
    postPage('/tickets/panels/:panel/preview', MANAGE, async (page) =>
      (await panel()).panelPage(typed(page)),
    ),
    postPage('/tickets/panels/:panel/post', MANAGE, async (page) => (await panels()).submitPost(page)),
    postPage('/tickets/panels/:panel/delete', MANAGE, async (page) =>
      (await panels()).submitDeletePanel(page),
    ),
    getPage('/tickets/hours', MANAGE, showHours),
    postPage('/tickets/hours', MANAGE, async (page) => (await hours()).submitHours(page), showHours),
    postPage('/tickets/targets', MANAGE, async (page) => (await hours()).submitTarget(page), showHours),
    getPage('/tickets/limits', READ, showLimits),
    postPage('/tickets/limits', WRITE, async (page) => (await limits()).submitBlock(page), showLimits),
    postPage(
      '/tickets/limits/:person/unblock',
      WRITE,
      async (page) => (await limits()).submitUnblock(page),
      showLimits,
    ),
    getPage('/tickets/import', MANAGE, showImports),
    {
      ...postPage('/tickets/import', MANAGE, async (page) => (await imports()).submitFile(page), showImports),
      uploadBytes,
    },
    getPage('/tickets/import/:import', MANAGE, showImport),
    postPage(
      '/tickets/import/:import/start',
      MANAGE,
      async (page) => (await imports()).submitStart(page),
      showImport,
    ),
    postPage(
      '/tickets/import/:import/drop',
      MANAGE,
      async (page) => (await imports()).submitDrop(page),
      showImport,
    ),
    getPage('/tickets/statistics', READ, async (page) => (await statistics()).statisticsPage(page)),
    getPage('/tickets/transcripts', READ, async (page) => (await transcripts()).transcriptsPage(page)),
    getPage('/tickets/transcripts/:transcript', READ, async (page) =>
      (await transcript()).transcriptPage(page),
    ),
    ...deskPageRoutes,
    postPage('/tickets/transcripts/:transcript/verify', READ, async (page) =>
      (await transcript()).submitVerify(page),
    ),
    postPage('/tickets/transcripts/:transcript/link', READ, async (page) =>
      (await transcript()).submitLink(page),
    ),
    getPage('/tickets/:ticket', READ, ticket),
    { ...onTicket('/reply', 'submitReply'), uploadBytes },
    { ...onTicket('/files', 'submitFile'), uploadBytes },
    onTicket('/assign', 'submitAssign'),
    onTicket('/edit', 'submitEdit'),
    onTicket('/close', 'submitClose'),
    onTicket('/reopen', 'submitReopen'),
    onTicket('/repair', 'submitRepair'),
    onTicket('/sync', 'submitSync'),
    onTicket('/transcript', 'submitTranscript'),
    onTicket('/unread', 'submitUnread'),
    onTicket('/messages/:message/edit', 'submitEditMessage'),
    onTicket('/messages/:message/delete', 'submitDeleteMessage'),
    getPage('/my-tickets', OPEN, ownList),
    getPage('/my-tickets/new', OPEN, showNew),
    postPage('/my-tickets/new', OPEN, async (page) => (await newTicket()).submitNewTicket(page), showNew),
    getPage('/my-tickets/:ticket', OPEN, showOwn),
    { ...onOwn('/reply', 'submitOwnReply'), uploadBytes },
    { ...onOwn('/files', 'submitOwnFile'), uploadBytes },
    onOwn('/close', 'submitOwnClose'),
    onOwn('/reopen', 'submitOwnReopen'),
    onOwn('/keep-open', 'submitKeepOpen'),
    onOwn('/rate', 'submitRate'),
    onOwn('/comment', 'submitComment'),
  ],
  waiting: async (page) => (await import('./pages/waiting.ts')).ticketsWaiting(page),
  subjects: { ticket: (id) => `/tickets/${id}` },
};

/** A form that is only looked at: shows what was typed, as if it had not been taken. */
const typed = (page: PageRequest): PageRequest => ({
  ...page,
  value: (name, fallback) => page.form.text(name) ?? fallback,
});
