import { Card, DiscordLink, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton, Field, Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { OwnAnswerForm, OwnTimeline } from '../../conversations/pages/public.ts';
import { readOwnTalk } from '../../conversations/public.ts';
import { isCloseAsked } from '../desk/clocks/stale.ts';
import { loadRating } from '../desk/closing/rate-ticket.ts';
import { maskOf } from '../desk/transcript/gather.ts';
import { REASON_MAX_LENGTH } from '../schemas.ts';
import type { Ticket } from '../views.ts';
import { AskRating, GivenRating } from './own-rating.tsx';
import { ownParam } from './own-ticket-submits.ts';
import { followsTicket, OwnStatusBadge } from './ticket-parts.tsx';

/** The member's view of their ticket: what was said to them and by them, never what the team noted. */
export async function ownTicketPage(page: PageRequest): Promise<PageView> {
  const found = await ownParam(page);
  const { ticket, conversation } = found;
  const [talk, rating, mask] = await Promise.all([
    readOwnTalk(page.ctx, ticket.id),
    loadRating(page.ctx, ticket.id),
    maskOf(page.ctx, 'member'),
  ]);
  const isOwnClose = ticket.closedBy === `user:${conversation.personId}`;
  const closer = isOwnClose ? 'You' : (mask ?? ticket.closedByName ?? 'The team');
  const at = `${page.base}/my-tickets/${conversation.number}`;
  const isClosed = ticket.status === 'closed';
  const isTold = isClosed || isCloseAsked(found);
  const follows = followsTicket(ticket.id);
  return {
    title: `#${conversation.number} ${conversation.subject}`,
    body: (
      <>
        <PageHeader
          title={conversation.subject}
          lead={
            <span id="own-status" {...follows}>
              <span class="numeric">#{conversation.number}</span> <OwnStatusBadge status={ticket.status} />
            </span>
          }
          back={{ href: `${page.base}/my-tickets`, title: 'My tickets' }}
        >
          {ticket.threadId && !ticket.threadGoneAt && (
            <DiscordLink guildId={page.guild.id} channelId={ticket.threadId} />
          )}
        </PageHeader>
        <FormProblems page={page} />
        <div id="own-state" class={isTold ? 'stack' : undefined} hidden={!isTold} {...follows}>
          <State page={page} found={found} at={at} closer={closer} />
          {isClosed && !rating && <AskRating page={page} at={at} />}
        </div>
        {rating && <GivenRating page={page} at={at} rating={rating} />}
        <Card>
          <div
            id="own-talk"
            data-live="message.*"
            data-live-subject={`conversation:${ticket.id}`}
            role="log"
            aria-label="Messages"
          >
            <OwnTimeline page={page} talk={talk} />
          </div>
        </Card>
        {!isClosed && (
          <Card title="Answer">
            <OwnAnswerForm page={page} action={`${at}/reply`} uploadsTo={`${at}/files`} />
            <details class="more">
              <summary>It is solved: close it</summary>
              <Form page={page} action={`${at}/close`}>
                <Field name="reason" label="What helped?" optional>
                  <input id="field-reason" name="reason" maxlength={REASON_MAX_LENGTH} autocomplete="off" />
                </Field>
                <button class="button plain" type="submit">
                  Close my ticket
                </button>
              </Form>
            </details>
          </Card>
        )}
      </>
    ),
  };
}

/** What the member is asked, or was told at the end. */
const State = (props: { page: PageRequest; found: Ticket; at: string; closer: string }) => {
  const { page, found, at, closer } = props;
  const { status, closeReason } = found.ticket;
  if (status === 'closed') {
    return (
      <Note>
        {closer} closed this
        {closeReason ? `: ${closeReason}` : '.'}
        <div class="row">
          <ActionButton page={page} action={`${at}/reopen`}>
            Open again
          </ActionButton>
        </div>
      </Note>
    );
  }
  return isCloseAsked(found) ? (
    <Note tone="warning">
      The team asks whether this can be closed{closeReason ? `: ${closeReason}` : '.'}
      <div class="row">
        <ActionButton page={page} action={`${at}/close`} kind="primary">
          Yes, close it
        </ActionButton>
        <ActionButton page={page} action={`${at}/keep-open`}>
          Keep it open
        </ActionButton>
      </div>
    </Note>
  ) : null;
};
