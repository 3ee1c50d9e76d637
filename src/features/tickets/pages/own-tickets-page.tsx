import {
  ButtonLink,
  Card,
  EmptyState,
  PageHeader,
  Pagination,
  Time,
} from '../../../core/web/components/basics.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listOwnTickets } from '../actions/list-tickets.ts';
import { listOwnTranscripts } from '../desk/transcript/read-transcript.ts';
import { transcriptPath } from '../desk/transcript/transcript-link.ts';
import { OwnStatusBadge } from './ticket-parts.tsx';

const SHOWN = 20;

/** The member's own tickets, and nothing of others'. */
export async function ownTicketsPage(page: PageRequest): Promise<PageView> {
  const cursor = page.query('cursor');
  const [{ tickets, next }, { transcripts }] = await Promise.all([
    listOwnTickets(page.ctx, { limit: SHOWN, ...(cursor ? { cursor } : {}) }),
    listOwnTranscripts(page.ctx, { limit: SHOWN }),
  ]);
  const at = `${page.base}/my-tickets`;
  return {
    title: 'My tickets',
    body: (
      <>
        <PageHeader title="My tickets" lead={`What you asked the team of ${page.guild.name}.`}>
          <ButtonLink href={`${at}/new`} kind="primary">
            <Icon name="plus" />
            New ticket
          </ButtonLink>
        </PageHeader>
        <div id="own-tickets" data-live="ticket.* message.*">
          {tickets.length === 0 ? (
            <EmptyState icon="tickets" title="You have no tickets">
              Open one here, by /ticket open in Discord, or from a panel there. Only you and the team will see
              it.
            </EmptyState>
          ) : (
            <ul class="list-links">
              {tickets.map(({ ticket, conversation }) => (
                <li>
                  <a href={`${at}/${conversation.number}`}>
                    <strong>{conversation.subject}</strong>
                    <span class="row">
                      <span class="numeric">#{conversation.number}</span>{' '}
                      <OwnStatusBadge status={ticket.status} /> <Time at={ticket.lastMessageAt} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
        <Pagination newer={cursor ? at : undefined} older={next ? `${at}?cursor=${next}` : undefined} />
        {transcripts.length > 0 && (
          <Card title="Transcripts">
            <ul class="list-links">
              {transcripts.map((row) => (
                <li>
                  <a href={`${page.base}${transcriptPath(row.id)}`}>
                    <strong>{row.subject}</strong>
                    <span class="row">
                      <span class="numeric">#{row.number}</span> <Time at={row.createdAt} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </>
    ),
  };
}
