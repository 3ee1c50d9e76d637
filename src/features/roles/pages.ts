import type { PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const load = () => import('./pages/roles-pages.ts');
type Pages = Awaited<ReturnType<typeof load>>;
type PageName = { [K in keyof Pages]: Pages[K] extends PageHandle ? K : never }[keyof Pages];
const at =
  (name: PageName): PageHandle =>
  async (page) =>
    (await load())[name](page);

const read = 'roles:read';
const manage = 'roles:manage';
const sync = 'roles:sync';
const rule = '/roles/rules/:rule';
const run = '/roles/runs/:run';

/** Roles in the dashboard: rules, the plan with what it changes, whose roles are looked after, permissions by role. */
export const rolePages: PageRoutes = {
  navigation: [{ title: 'Roles', path: '/roles', access: read, icon: 'people', group: 'manage', key: 'l' }],
  routes: [
    getPage('/roles', read, at('rolesPage')),
    postPage('/roles', manage, at('submitNewRule'), at('rolesPage')),
    getPage('/roles/plan', sync, at('planPage')),
    postPage('/roles/plan', sync, at('submitPlan'), at('planPage')),
    getPage('/roles/people', read, at('peoplePage')),
    getPage('/roles/drift', read, at('driftPage')),
    getPage('/roles/permissions', manage, at('permissionsPage')),
    postPage('/roles/permissions', manage, at('submitPermissions'), at('permissionsPage')),
    postPage('/roles/permissions/preview', manage, at('previewPermissions'), at('permissionsPage')),
    getPage(rule, manage, at('rulePage')),
    postPage(rule, manage, at('submitRule'), at('rulePage')),
    postPage(`${rule}/state`, manage, at('submitState'), at('rulePage')),
    getPage(`${rule}/delete`, manage, at('deletePage')),
    postPage(`${rule}/delete`, manage, at('submitDelete'), at('deletePage')),
    getPage(run, read, at('runPage')),
    postPage(`${run}/undo`, sync, at('submitUndo'), at('runPage')),
  ],
  subjects: {
    'role-rule': (id) => `/roles/rules/${id}`,
    'role-run': (id) => `/roles/runs/${id}`,
    member: (id) => `/roles/people?user=${id}`,
  },
};
