import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';
import { recordsFirstSteps } from './pages/first-steps.ts';

const read = 'records:read';
const write = 'records:write';
const manage = 'records:manage';

const detail = () => import('./pages/record-page.tsx');
const forms = () => import('./pages/record-form-page.tsx');
const machines = () => import('./pages/machine-pages.tsx');
const machineForms = () => import('./pages/machine-form-page.tsx');
const maintainers = () => import('./pages/maintainer-page.tsx');
const submits = () => import('./pages/record-submits.ts');
const shopSubmits = () => import('./pages/workshop-submits.ts');

type Handle = (page: PageRequest) => Promise<PageAnswer>;

const get = (path: string, access: PageRoute['access'], handle: Handle): PageRoute => ({
  method: 'GET',
  path,
  access,
  handle,
});
const post = (path: string, access: PageRoute['access'], handle: Handle, again?: Handle): PageRoute => ({
  method: 'POST',
  path,
  access,
  handle,
  ...(again ? { again } : {}),
});

const showRecord: Handle = async (page) => (await detail()).recordPage(page);
const newRecord: Handle = async (page) => (await forms()).newRecordPage(page);
const editRecord: Handle = async (page) => (await forms()).editRecordPage(page);
const showMachine: Handle = async (page) => (await machines()).machinePage(page);
const newMachine: Handle = async (page) => (await machineForms()).newMachinePage(page);
const editMachine: Handle = async (page) => (await machineForms()).editMachinePage(page);
const listMaintainers: Handle = async (page) => (await maintainers()).maintainersPage(page);

/** Records, machines and the roster in the dashboard. Every page is an adapter over the same actions as Discord's. */
export const recordPages: PageRoutes = {
  navigation: [
    { title: 'Records', path: '/records', access: read, icon: 'records', group: 'main', key: 'r' },
    { title: 'Machines', path: '/machines', access: read, icon: 'machines', group: 'main', key: 'm' },
    { title: 'Maintainers', path: '/maintainers', access: read, icon: 'people', group: 'main', key: 'p' },
  ],
  routes: [
    get('/records', read, async (page) =>
      (await import('./pages/record-list-page.tsx')).recordListPage(page),
    ),
    get('/records/new', write, newRecord),
    post('/records/new', write, async (page) => (await submits()).submitNewRecord(page), newRecord),
    get('/records/:record', read, showRecord),
    get('/records/:record/edit', write, editRecord),
    post(
      '/records/:record/edit',
      write,
      async (page) => (await submits()).submitEditRecord(page),
      editRecord,
    ),
    post('/records/:record/close', write, async (page) => (await submits()).submitClose(page), showRecord),
    post('/records/:record/reopen', write, async (page) => (await submits()).submitReopen(page), showRecord),
    post('/records/:record/assign', write, async (page) => (await submits()).submitAssign(page), showRecord),
    post(
      '/records/:record/comment',
      write,
      async (page) => (await submits()).submitComment(page),
      showRecord,
    ),
    get('/records/:record/files/:file', read, async (page) =>
      (await import('./pages/attachment-file.ts')).attachmentFile(page),
    ),
    get('/machines', read, async (page) => (await machines()).machinesPage(page)),
    get('/machines/new', manage, newMachine),
    post('/machines/new', manage, async (page) => (await shopSubmits()).submitNewMachine(page), newMachine),
    get('/machines/:machine', read, showMachine),
    get('/machines/:machine/edit', manage, editMachine),
    post(
      '/machines/:machine/edit',
      manage,
      async (page) => (await shopSubmits()).submitEditMachine(page),
      editMachine,
    ),
    get('/machines/:machine/archive', manage, async (page) =>
      (await machineForms()).archiveMachinePage(page),
    ),
    post('/machines/:machine/archive', manage, async (page) =>
      (await shopSubmits()).submitArchive(page, true),
    ),
    post('/machines/:machine/restore', manage, async (page) =>
      (await shopSubmits()).submitArchive(page, false),
    ),
    get('/maintainers', read, listMaintainers),
    post(
      '/maintainers',
      manage,
      async (page) => (await shopSubmits()).submitNewMaintainer(page),
      listMaintainers,
    ),
    post(
      '/maintainers/:maintainer/answer',
      manage,
      async (page) => (await shopSubmits()).submitLinkAnswer(page),
      listMaintainers,
    ),
    get('/maintainers/:maintainer', manage, async (page) => (await maintainers()).maintainerPage(page)),
    post(
      '/maintainers/:maintainer/link',
      manage,
      async (page) => (await shopSubmits()).submitLink(page),
      async (page) => (await maintainers()).maintainerPage(page),
    ),
    post('/maintainers/:maintainer/unlink', manage, async (page) => (await shopSubmits()).submitUnlink(page)),
    post('/maintainers/:maintainer/remove', manage, async (page) => (await shopSubmits()).submitRemove(page)),
  ],
  subjects: {
    record: (id) => `/records/${id}`,
    machine: (id) => `/machines/${id}`,
    maintainer: (id) => `/maintainers/${id}`,
  },
  firstSteps: recordsFirstSteps,
  overview: async (page) => (await import('./pages/records-overview.tsx')).recordsOverview(page),
};
