import type { ApiRoutes } from '../../core/http/routes.ts';
import { conflictRoutes } from './api/conflict-routes.ts';
import { knownAccountRoutes } from './api/known-account-routes.ts';
import { linkRoutes } from './api/link-routes.ts';

/** Codes, links, conflicts, and the accounts that the host application tells of. */
export const accountsApi = (): ApiRoutes => [...linkRoutes, ...conflictRoutes, ...knownAccountRoutes];
