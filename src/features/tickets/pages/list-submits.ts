import { GuildhallError, InputError } from '../../../core/errors.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { assignTicket } from '../actions/assign-ticket.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { type EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { deleteTicketView, findTicketView, saveTicketView } from '../actions/saved-views.ts';
import { showTicket } from '../actions/show-ticket.ts';
import type { TicketFilter } from '../ticket-filter.ts';
import { FILTER_NAMES, isKnown } from './list-state.ts';

/** A page of the list has fewer. */
const MOST_AT_ONCE = 50;

/** Does one thing to all tickets that are ticked; says for how many it was done, and why not for the others. */
export async function submitBulk(page: PageRequest): Promise<PageRedirect> {
  const ids = [...new Set(page.form.all('ticket'))];
  if (ids.length === 0) throw new InputError('Tick the tickets that you mean first.');
  if (ids.length > MOST_AT_ONCE) throw new InputError(`At most ${MOST_AT_ONCE} tickets at once.`);
  const act = readAct(page);
  let done = 0;
  const problems = new Map<string, number>();
  for (const id of ids) {
    try {
      await act(id);
      done += 1;
    } catch (error) {
      if (!(error instanceof GuildhallError) || error.status >= 500) throw error;
      problems.set(error.message, (problems.get(error.message) ?? 0) + 1);
    }
  }
  const said = `${done} of ${ids.length} ${ids.length === 1 ? 'ticket' : 'tickets'} changed.`;
  const why = [...problems].slice(0, 3).map(([message]) => message);
  return { to: listPath(page), flash: [said, ...why].join(' ') };
}

/** What the menu says, as something to do to one ticket. */
function readAct({ ctx, form }: PageRequest): (id: string) => Promise<unknown> {
  const [what = '', value = ''] = (form.text('do') ?? '').split(/:(.*)/s);
  const words = form.text('words')?.trim() ?? '';
  switch (what) {
    case 'assign':
      return (id) =>
        assignTicket(ctx, id, { assigneeId: value || null, ...(words ? { reason: words } : {}) });
    case 'priority':
      // Safe because editTicket parses it.
      return (id) => editTicket(ctx, id, { priority: value as EditTicketInput['priority'] });
    case 'tag': {
      if (!words) throw new InputError('Write the tag beside the menu.', { words: 'Write a tag.' });
      return async (id) => {
        const { conversation } = await showTicket(ctx, id);
        return editTicket(ctx, id, { tags: [...conversation.tags, words] });
      };
    }
    case 'close':
      return (id) => closeTicket(ctx, id, { reason: words });
    case 'reopen':
      return (id) => reopenTicket(ctx, id);
    default:
      throw new InputError('Choose what to do with them.');
  }
}

/** Moves a ticket to another column of the board; the script sends the same form. */
export async function submitMove(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form } = page;
  const { ticket, conversation } = await showTicket(ctx, form.text('ticket') ?? '');
  const status = form.text('status');
  if (status === 'closed') await closeTicket(ctx, ticket.id);
  else {
    if (ticket.status === 'closed') await reopenTicket(ctx, ticket.id);
    // Safe because editTicket parses it.
    const input = { status } as EditTicketInput;
    if (ticket.status !== 'closed' || status !== 'open') await editTicket(ctx, ticket.id, input);
  }
  return { to: '/tickets/board', flash: `#${conversation.number} was moved.` };
}

/** Keeps what the list is narrowed by under a name, for the whole team. */
export async function submitView(page: PageRequest): Promise<PageRedirect> {
  const { form, ctx } = page;
  const filters: Record<string, string> = {};
  for (const name of FILTER_NAMES) {
    const value = form.text(name)?.trim();
    if (value && isKnown(name, value)) filters[name] = value;
  }
  const before = form.text('view') ? (await findTicketView(ctx, form.text('view') ?? '')).filter : {};
  const view = await saveTicketView(ctx, {
    name: form.text('name') ?? '',
    // Safe because `isKnown` let only fitting values through.
    filter: { ...before, ...(filters as TicketFilter) },
  });
  return { to: `/tickets?view=${view.id}`, flash: `The list “${view.name}” was saved.` };
}

export async function submitDeleteView(page: PageRequest): Promise<PageRedirect> {
  await deleteTicketView(page.ctx, page.param('view'));
  return { to: '/tickets', flash: 'The list was deleted. Its tickets are where they were.' };
}

/** The list as it was when something was done to it. */
function listPath(page: PageRequest): string {
  const params = new URLSearchParams();
  for (const name of [...FILTER_NAMES, 'view'] as const) {
    const value = page.query(name);
    if (value) params.set(name, value);
  }
  return `/tickets${params.size > 0 ? `?${params}` : ''}`;
}
