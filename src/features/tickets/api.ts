import type { ApiRoutes } from '../../core/http/routes.ts';
import { ticketRoutes } from './api/ticket-routes.ts';

/** `/tickets`: tickets, their categories and panels. */
export const ticketsApi = (): ApiRoutes => [...ticketRoutes];
