import { zoneOf } from '../../../core/time/read-until.ts';
import type { PageAnswer, PageRequest } from '../../../core/web/page.ts';
import { TalkComposer, TalkTimeline } from '../../conversations/pages/public.ts';
import { markRead, predictReach, readTimeline } from '../../conversations/public.ts';
import { READ } from '../access.ts';
import { listUnreadTickets } from '../actions/list-tickets.ts';
import { showTicket } from '../actions/show-ticket.ts';
import { cannedTexts } from './canned-texts.ts';
import { readList } from './list-state.ts';
import { people, withPerson } from './people.ts';
import { TicketAbout } from './ticket-about.tsx';
import { TicketColumn } from './ticket-column.tsx';
import { loadExtras } from './ticket-extras.ts';
import { TicketHeader, TicketNotices } from './ticket-header.tsx';
import { ticketPath } from './ticket-parts.tsx';

const MESSAGES = 50;
const BESIDE = 30;

/** One ticket: the list it is in, what was said, where to answer, and what is known. Opening it marks it as read. */
export async function ticketPage(page: PageRequest): Promise<PageAnswer> {
  const { ctx, viewer } = page;
  const reference = page.param('ticket');
  const beside = readList(page, ({ filter, cursor }) =>
    listUnreadTickets(ctx, { ...filter, cursor, limit: BESIDE }, viewer.userId),
  );
  const [found, { state, loaded: list }, lately] = await Promise.all([
    showTicket(ctx, reference),
    beside,
    people(page),
  ]);
  const { conversation, ticket } = found;
  if (reference !== String(conversation.number)) return { to: `/tickets/${conversation.number}` };
  const before = page.query('before');
  const mayWrite = page.can('tickets:write');
  const { assigneeId, assigneeName } = conversation;
  const team = assigneeId ? withPerson(lately, { id: assigneeId, name: assigneeName ?? assigneeId }) : lately;
  const [timeline, reach, extras, canned, timeZone] = await Promise.all([
    readTimeline(ctx, ticket.id, { limit: MESSAGES, cursor: before }, READ),
    predictReach(ctx, conversation.personId, READ, conversation),
    loadExtras(ctx, found),
    mayWrite ? cannedTexts(page, found, state.categories) : [],
    zoneOf(ctx),
    before ? undefined : markRead(ctx, ticket.id, { userId: viewer.userId }, READ),
  ]);
  const unread = new Map([...list.unread].filter(([id]) => before || id !== ticket.id));
  const messages = timeline.messages.toReversed();
  const replyTo = page.query('reply') ?? page.form.text('replyTo');
  const here = ticketPath(page, found);
  return {
    title: `#${conversation.number} ${conversation.subject}`,
    body: (
      <div class="desk open" data-desk>
        <TicketColumn {...{ page, state, unread }} here={ticket.id} tickets={list.tickets} next={list.next} />
        <section class="talk" aria-label={`Ticket #${conversation.number}`}>
          <TicketHeader page={page} state={state} found={found} />
          <TicketNotices page={page} found={found} />
          <TalkTimeline
            page={page}
            at={here}
            mayWrite={mayWrite}
            conversation={conversation}
            messages={messages}
            older={timeline.next ? `${here}?before=${timeline.next}` : undefined}
          />
          {before && (
            <p class="talk-older">
              <a class="button plain small" href={here}>
                Back to the newest
              </a>
            </p>
          )}
          {mayWrite && (
            <TalkComposer
              page={page}
              at={here}
              conversation={conversation}
              reach={{ text: reach.text, isBad: reach.route === 'none' }}
              canned={canned}
              answers={messages.find(({ id, direction }) => id === replyTo && direction === 'in')}
              lastSequence={messages.at(-1)?.sequence ?? 0}
              timeZone={timeZone}
            />
          )}
        </section>
        <TicketAbout page={page} found={found} categories={state.categories} team={team} extras={extras} />
      </div>
    ),
  };
}
