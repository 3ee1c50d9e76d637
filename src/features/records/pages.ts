import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';
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

const showRecord: PageHandle = async (page) => (await detail()).recordPage(page);
const newRecord: PageHandle = async (page) => (await forms()).newRecordPage(page);
const editRecord: PageHandle = async (page) => (await forms()).editRecordPage(page);
const showMachine: PageHandle = async (page) => (await machines()).machinePage(page);
const newMachine: PageHandle = async (page) => (await machineForms()).newMachinePage(page);
const editMachine: PageHandle = async (page) => (await machineForms()).editMachinePage(page);
const listMaintainers: PageHandle = async (page) => (await maintainers()).maintainersPage(page);

/** Records, machines and the roster in the dashboard. Every page is an adapter over the same actions as Discord's. */
export const recordPages: PageRoutes = {
  navigation: [
    { title: 'Records', path: '/records', access: read, icon: 'records', group: 'main', key: 'r' },
    { title: 'Machines', path: '/machines', access: read, icon: 'machines', group: 'main', key: 'm' },
    { title: 'Maintainers', path: '/maintainers', access: read, icon: 'people', group: 'main', key: 'p' },
  ],
  routes: [
    getPage('/records', read, async (page) =>
      (await import('./pages/record-list-page.tsx')).recordListPage(page),
    ),
    getPage('/records/new', write, newRecord),
    postPage('/records/new', write, async (page) => (await submits()).submitNewRecord(page), newRecord),
    getPage('/records/:record', read, showRecord),
    getPage('/records/:record/edit', write, editRecord),
    postPage(
      '/records/:record/edit',
      write,
      async (page) => (await submits()).submitEditRecord(page),
      editRecord,
    ),
    postPage(
      '/records/:record/close',
      write,
      async (page) => (await submits()).submitClose(page),
      showRecord,
    ),
    postPage(
      '/records/:record/reopen',
      write,
      async (page) => (await submits()).submitReopen(page),
      showRecord,
    ),
    postPage(
      '/records/:record/assign',
      write,
      async (page) => (await submits()).submitAssign(page),
      showRecord,
    ),
    postPage(
      '/records/:record/comment',
      write,
      async (page) => (await submits()).submitComment(page),
      showRecord,
    ),
    getPage('/records/:record/files/:file', read, async (page) =>
      (await import('./pages/attachment-file.ts')).attachmentFile(page),
    ),
    getPage('/machines', read, async (page) => (await machines()).machinesPage(page)),
    getPage('/machines/new', manage, newMachine),
    postPage(
      '/machines/new',
      manage,
      async (page) => (await shopSubmits()).submitNewMachine(page),
      newMachine,
    ),
    getPage('/machines/:machine', read, showMachine),
    getPage('/machines/:machine/edit', manage, editMachine),
    postPage(
      '/machines/:machine/edit',
      manage,
      async (page) => (await shopSubmits()).submitEditMachine(page),
      editMachine,
    ),
    getPage('/machines/:machine/archive', manage, async (page) =>
      (await machineForms()).archiveMachinePage(page),
    ),
    postPage('/machines/:machine/archive', manage, async (page) =>
      (await shopSubmits()).submitArchive(page, true),
    ),
    postPage('/machines/:machine/restore', manage, async (page) =>
      (await shopSubmits()).submitArchive(page, false),
    ),
    getPage('/maintainers', read, listMaintainers),
    postPage(
      '/maintainers',
      manage,
      async (page) => (await shopSubmits()).submitNewMaintainer(page),
      listMaintainers,
    ),
    postPage(
      '/maintainers/:maintainer/answer',
      manage,
      async (page) => (await shopSubmits()).submitLinkAnswer(page),
      listMaintainers,
    ),
    getPage('/maintainers/:maintainer', manage, async (page) => (await maintainers()).maintainerPage(page)),
    postPage(
      '/maintainers/:maintainer/link',
      manage,
      async (page) => (await shopSubmits()).submitLink(page),
      async (page) => (await maintainers()).maintainerPage(page),
    ),
    postPage('/maintainers/:maintainer/unlink', manage, async (page) =>
      (await shopSubmits()).submitUnlink(page),
    ),
    postPage('/maintainers/:maintainer/remove', manage, async (page) =>
      (await shopSubmits()).submitRemove(page),
    ),
  ],
  subjects: {
    record: (id) => `/records/${id}`,
    machine: (id) => `/machines/${id}`,
    maintainer: (id) => `/maintainers/${id}`,
  },
  firstSteps: recordsFirstSteps,
  overview: async (page) => (await import('./pages/records-overview.tsx')).recordsOverview(page),
};
