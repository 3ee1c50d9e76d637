import { DiscordLink, Note } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { isCloseAsked, warnedAt } from '../desk/clocks/stale.ts';
import { REASON_MAX_LENGTH } from '../schemas.ts';
import type { Ticket } from '../views.ts';
import type { ListState } from './list-state.ts';
import { Due, followsTicket, PriorityMark, StatusBadge, ticketPath } from './ticket-parts.tsx';
import { STATUS_WORDS } from './words.ts';

const ACTIVE = ['open', 'in_progress', 'waiting'] as const;

/** What the ticket is, how far it is, and what can be done with it as a whole. */
export const TicketHeader = (props: { page: PageRequest; state: ListState; found: Ticket }) => {
  const { page, state, found } = props;
  const { ticket, conversation } = found;
  return (
    <header class="talk-header">
      <nav class="talk-back" aria-label="Back">
        <a href={`${page.base}${state.link('/tickets')}`} data-shortcut="Escape">
          ← <span>Tickets</span>
        </a>
      </nav>
      <div class="talk-name" id="ticket-head" {...followsTicket(ticket.id)}>
        <h1>{conversation.subject}</h1>
        <p class="talk-state row">
          <span class="numeric">#{conversation.number}</span>
          <StatusBadge status={ticket.status} />
          <PriorityMark priority={conversation.priority} />
          <span>{conversation.personName}</span>
          <Due found={found} now={page.ctx.now()} />
        </p>
      </div>
      <div class="talk-actions" id="ticket-actions" {...followsTicket(ticket.id)}>
        {page.can('tickets:write') && <Actions page={page} found={found} />}
        <a class="button plain small about-link" href="#about">
          About
        </a>
      </div>
    </header>
  );
};

const Actions = ({ page, found }: { page: PageRequest; found: Ticket }) => {
  const { ticket, conversation } = found;
  const at = ticketPath(page, found);
  const isMine = conversation.assigneeId === page.viewer.userId;
  if (ticket.status === 'closed') {
    return (
      <ActionButton page={page} action={`${at}/reopen`} kind="primary">
        <span data-shortcut="e">Open again</span>
      </ActionButton>
    );
  }
  return (
    <>
      <ActionButton page={page} action={`${at}/unread`} kind="quiet" label="Mark as unread">
        <span data-shortcut="u">Unread</span>
      </ActionButton>
      <details class="talk-menu" data-menu>
        <summary class="button plain small" data-shortcut="s">
          Status
        </summary>
        <Form page={page} action={`${at}/edit`} class="talk-menu-body">
          {ACTIVE.filter((status) => status !== ticket.status).map((status) => (
            <button class="button quiet" type="submit" name="status" value={status}>
              {STATUS_WORDS[status].title}
            </button>
          ))}
        </Form>
      </details>
      {isMine ? (
        <ActionButton page={page} action={`${at}/assign`} values={{ assignee: '' }}>
          Give back
        </ActionButton>
      ) : (
        <ActionButton page={page} action={`${at}/assign`} values={{ assignee: page.viewer.userId }}>
          <span data-shortcut="a">Take it</span>
        </ActionButton>
      )}
      <details class="talk-menu" data-menu>
        <summary class="button plain small" data-shortcut="e">
          Close
        </summary>
        <Form page={page} action={`${at}/close`} class="talk-menu-body">
          <label for="field-reason">Why? The member reads it.</label>
          <textarea id="field-reason" name="reason" rows={2} maxlength={REASON_MAX_LENGTH} />
          <button class="button primary small" type="submit">
            Close the ticket
          </button>
          <button class="button quiet small" type="submit" name="ask" value="yes">
            Ask the member first
          </button>
        </Form>
      </details>
    </>
  );
};

/** What is wrong with its place in Discord, and what can be done about it. */
export const TicketNotices = ({ page, found }: { page: PageRequest; found: Ticket }) => {
  const { ticket } = found;
  const at = ticketPath(page, found);
  const isAsked = isCloseAsked(found);
  return (
    <div class="talk-notices" id="ticket-notices" {...followsTicket(ticket.id)}>
      {ticket.setupError && ticket.setupState !== 'ready' && (
        <Note tone="warning">
          <strong>It has no thread in Discord yet.</strong> {ticket.setupError.text} Until then answers go by
          direct message.
          {page.can('tickets:write') && (
            <ActionButton page={page} action={`${at}/repair`}>
              Repair now
            </ActionButton>
          )}
        </Note>
      )}
      {ticket.threadGoneAt && (
        <Note tone="warning">
          Somebody deleted its thread in Discord. Answers go by direct message, or wait on the web.
        </Note>
      )}
      {ticket.status === 'closed' && (
        <Note>
          {ticket.closedByName ?? 'Somebody'} closed this ticket
          {ticket.closeReason ? `: ${ticket.closeReason}` : ' without giving a reason.'}
        </Note>
      )}
      {isAsked && (
        <Note>
          {ticket.closeRequestedByName ?? 'The team'} asked the member whether this can be closed. Nobody has
          answered yet.
        </Note>
      )}
      {!isAsked && warnedAt(found) && ticket.status !== 'closed' && (
        <Note>The member was told that this is closed soon if they say nothing.</Note>
      )}
    </div>
  );
};

/** Where it is in Discord. */
export const ThreadLink = ({ page, found }: { page: PageRequest; found: Ticket }) => {
  const { threadId, threadGoneAt } = found.ticket;
  if (!threadId || threadGoneAt) return <>Not in a thread</>;
  return <DiscordLink guildId={page.guild.id} channelId={threadId} />;
};
