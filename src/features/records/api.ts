import type { ApiRoutes } from '../../core/http/routes.ts';
import { recordRoutes } from './api/record-routes.ts';
import { workshopRoutes } from './api/workshop-routes.ts';

/** Each route parses, calls one action and shows what came out. */
export const recordsApi = (): ApiRoutes => [...recordRoutes, ...workshopRoutes];
