import type { ApiRoutes } from '../../core/http/routes.ts';
import { conversationRoutes } from './api/conversation-routes.ts';
import { deskRoutes } from './api/desk-routes.ts';
import { leadRoutes } from './api/lead-routes.ts';
import { ruleRoutes } from './api/rule-routes.ts';
import { statusRoutes } from './api/status-routes.ts';

/** `/inbox`: conversations, leads, and what the desk works with. */
export const inboxApi = (): ApiRoutes => [
  ...statusRoutes,
  ...conversationRoutes,
  ...leadRoutes,
  ...deskRoutes,
  ...ruleRoutes,
];
