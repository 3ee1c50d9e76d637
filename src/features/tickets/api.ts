import type { ApiRoutes } from '../../core/http/routes.ts';
import { changeRoutes } from './api/change-routes.ts';
import { panelRoutes } from './api/panel-routes.ts';
import { ticketRoutes } from './api/ticket-routes.ts';
import { deskRoutes } from './desk/routes.ts';

/** `/tickets`: tickets, their categories and panels. */
export const ticketsApi = (): ApiRoutes => [
  // Before `/tickets/:id`, which would take their words for ids.
  ...panelRoutes,
  ...deskRoutes,
  ...ticketRoutes,
  ...changeRoutes,
];
