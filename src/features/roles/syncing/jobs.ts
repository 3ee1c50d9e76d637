/** All that the jobs of this feature load, as one module. */
export { checkRoles } from './check-roles.ts';
export { reactToSignal } from './react.ts';
export { watchRoles } from './watch-roles.ts';
export { workOnRoles } from './work.ts';
