import type { ApiRoutes } from '../../core/http/routes.ts';
import { hubRoutes } from './api/hub-routes.ts';

export const hubApi = (): ApiRoutes => hubRoutes;
