/** All pages of this feature, as one module. */
export { driftPage, peoplePage } from './people-page.tsx';
export { permissionsPage, previewPermissions } from './permissions-page.tsx';
export { planPage } from './plan-page.tsx';
export {
  submitDelete,
  submitNewRule,
  submitPermissions,
  submitPlan,
  submitRule,
  submitState,
  submitUndo,
} from './role-submits.ts';
export { rolesPage } from './roles-page.tsx';
export { deletePage, rulePage } from './rule-page.tsx';
export { runPage } from './run-page.tsx';
