import type { ApiRoutes } from '../../core/http/routes.ts';
import { hubRoutes } from './api/hub-routes.ts';
import { liveRoute } from './api/live-route.ts';

export const hubApi = (): ApiRoutes => [...hubRoutes, liveRoute];
