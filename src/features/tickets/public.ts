/** What other features build on: kinds of tickets, panels, and opening one for a member. */
export { assignTicket, claimTicket } from './actions/assign-ticket.ts';
export { createCategory, listCategories } from './actions/change-category.ts';
export { createPanel } from './actions/change-panel.ts';
export { closeTicket, reopenTicket } from './actions/close-ticket.ts';
export { completeTicket } from './actions/complete-ticket.ts';
export { listOwnTickets, listTickets } from './actions/list-tickets.ts';
export { type OpenTicketMore, openTicket } from './actions/open-ticket.ts';
export { findTicket } from './find-ticket.ts';
export { type CategoryRow, type Ticket, TicketView, ticketView } from './views.ts';
