import type { ApiRoutes } from '../../core/http/routes.ts';
import { changeRoutes } from './api/change-routes.ts';
import { messageRoutes } from './api/message-routes.ts';
import { peopleRoutes } from './api/people-routes.ts';
import { readRoutes } from './api/read-routes.ts';

/** `/conversations`: timelines, sending, and who can be reached. */
export const conversationsApi = (): ApiRoutes => [
  ...messageRoutes,
  ...peopleRoutes,
  ...readRoutes,
  ...changeRoutes,
];
