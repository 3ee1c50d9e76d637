import { Badge, Initials, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { DetailsForm, OwnerForm } from './about-forms.tsx';
import type { Person } from './people.ts';
import type { TicketExtras } from './ticket-extras.ts';
import { ThreadLink } from './ticket-header.tsx';
import {
  categoryOf,
  categoryTitle,
  Due,
  followsTicket,
  Stars,
  StatusBadge,
  ticketPath,
} from './ticket-parts.tsx';
import { SOURCE_WORDS } from './words.ts';

interface Parts {
  page: PageRequest;
  found: Ticket;
}

/** Everything beside the talk: what is known of the ticket and of the member, and what can be changed of it. */
export const TicketAbout = (
  props: Parts & { categories: readonly CategoryRow[]; team: readonly Person[]; extras: TicketExtras },
) => {
  const { page, found, categories, team, extras } = props;
  const { ticket, conversation } = found;
  return (
    <aside class="talk-about" aria-label={`About #${conversation.number}`} id="about">
      <div id="about-ticket" {...followsTicket(ticket.id)}>
        <Facts page={page} found={found} categories={categories} />
        {extras.rating && (
          <section class="about-part" aria-labelledby="about-rating">
            <h3 id="about-rating">Rating</h3>
            <Stars score={extras.rating.score} />
            {extras.rating.comment && <blockquote class="prose">{extras.rating.comment}</blockquote>}
          </section>
        )}
      </div>
      {ticket.answers.length > 0 && (
        <section class="about-part" aria-labelledby="about-answers">
          <h3 id="about-answers">Answers</h3>
          <dl class="about-answers">
            {ticket.answers.map(({ label, value }) => (
              <div>
                <dt>{label}</dt>
                <dd class="prose">{value || '–'}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {page.can('tickets:write') && <OwnerForm page={page} found={found} team={team} />}
      {page.can('tickets:write') && <DetailsForm page={page} found={found} categories={categories} />}
      <Others page={page} found={found} extras={extras} />
      <Transcripts page={page} found={found} extras={extras} />
    </aside>
  );
};

const Facts = ({ page, found, categories }: Parts & { categories: readonly CategoryRow[] }) => {
  const { ticket, conversation } = found;
  const category = categoryOf(found, categories);
  return (
    <section class="about-part" aria-label="Ticket">
      <div class="about-person">
        <Initials name={conversation.personName} />
        <div>
          <h2>{conversation.personName}</h2>
          <p class="muted">
            Opened {SOURCE_WORDS[ticket.source]} <Time at={ticket.createdAt} />
          </p>
        </div>
      </div>
      <dl class="about-facts">
        <div>
          <dt>Status</dt>
          <dd>
            <StatusBadge status={ticket.status} />
          </dd>
        </div>
        <div>
          <dt>Whose</dt>
          <dd>{conversation.assigneeName ?? 'Nobody yet'}</dd>
        </div>
        <div>
          <dt>Category</dt>
          <dd>{category ? categoryTitle(category) : 'None'}</dd>
        </div>
        <div>
          <dt>Thread</dt>
          <dd>
            <ThreadLink page={page} found={found} />
          </dd>
        </div>
        <div>
          <dt>First answer</dt>
          <dd>{ticket.firstResponseAt ? <Time at={ticket.firstResponseAt} /> : 'Not yet'}</dd>
        </div>
        {ticket.status !== 'closed' && (ticket.firstResponseDueAt || ticket.resolutionDueAt) && (
          <div>
            <dt>Clock</dt>
            <dd>
              <Due found={found} now={page.ctx.now()} />
            </dd>
          </div>
        )}
        {ticket.status === 'waiting' && (
          <div>
            <dt>Clock</dt>
            <dd>Stands still while the member is asked</dd>
          </div>
        )}
      </dl>
      {conversation.tags.length > 0 && (
        <p class="about-tags">
          {conversation.tags.map((tag) => (
            <Badge>{tag}</Badge>
          ))}
        </p>
      )}
      {page.can('tickets:write') && ticket.threadId && !ticket.threadGoneAt && (
        <ActionButton page={page} action={`${ticketPath(page, found)}/sync`} kind="quiet">
          Sync with the thread now
        </ActionButton>
      )}
    </section>
  );
};

const Others = ({ page, found, extras }: Parts & { extras: TicketExtras }) => (
  <section class="about-part" aria-labelledby="about-others">
    <h3 id="about-others">{found.conversation.personName}’s other tickets</h3>
    {extras.others.length === 0 ? (
      <p class="muted">None.</p>
    ) : (
      <ul class="about-notes">
        {extras.others.map((other) => (
          <li>
            <a href={ticketPath(page, other)}>
              #{other.conversation.number} {other.conversation.subject}
            </a>{' '}
            <StatusBadge status={other.ticket.status} />
          </li>
        ))}
      </ul>
    )}
    {page.can('tickets:write') && (
      <p>
        <a href={`${page.base}/tickets/limits?person=${found.conversation.personId}#block`}>
          Block this member from opening tickets
        </a>
      </p>
    )}
  </section>
);

const Transcripts = ({ page, found, extras }: Parts & { extras: TicketExtras }) => (
  <section class="about-part" aria-labelledby="about-transcripts">
    <h3 id="about-transcripts">Transcripts</h3>
    {extras.transcripts.length === 0 ? (
      <p class="muted">One is made when the ticket is closed.</p>
    ) : (
      <ul class="about-notes">
        {extras.transcripts.map(({ id, createdAt, messages }) => (
          <li>
            <a href={`${page.base}/tickets/transcripts/${id}`}>
              Transcript with {messages} {messages === 1 ? 'message' : 'messages'}
            </a>{' '}
            <span class="muted">
              <Time at={createdAt} />
            </span>
          </li>
        ))}
      </ul>
    )}
    {page.can('tickets:write') && (
      <Form page={page} action={`${ticketPath(page, found)}/transcript`} class="inline-form" once>
        <button class="button quiet small" type="submit">
          Make one now
        </button>
      </Form>
    )}
  </section>
);
