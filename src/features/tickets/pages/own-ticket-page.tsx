import { actorUserId } from '../../../core/access/actor.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { Card, DiscordLink, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton, Field, Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { OwnTimeline } from '../../conversations/pages/public.ts';
import { answerOwnTalk, readOwnTalk } from '../../conversations/public.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { isCloseAsked } from '../desk/clocks/stale.ts';
import { keepOpen } from '../desk/closing/close-request.ts';
import { commentRating, loadRating, rateTicket } from '../desk/closing/rate-ticket.ts';
import { maskOf } from '../desk/transcript/gather.ts';
import { findTicket } from '../find-ticket.ts';
import { REASON_MAX_LENGTH } from '../schemas.ts';
import type { Ticket } from '../views.ts';
import { Stars, StatusBadge } from './ticket-parts.tsx';

/** A ticket of whoever looks. For everybody else there is none. */
async function ownParam(page: PageRequest): Promise<Ticket> {
  const found = await findTicket(page.ctx, page.param('ticket'));
  if (found.conversation.personId === actorUserId(page.ctx.actor)) return found;
  throw new NotFoundError('You have no such ticket in this server.');
}

const back = ({ conversation }: Ticket, flash: string): PageAnswer => ({
  to: `/my-tickets/${conversation.number}`,
  flash,
});

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
  return {
    title: `#${conversation.number} ${conversation.subject}`,
    body: (
      <>
        <PageHeader
          title={conversation.subject}
          lead={
            <>
              <span class="numeric">#{conversation.number}</span> <StatusBadge status={ticket.status} />
            </>
          }
          back={{ href: `${page.base}/my-tickets`, title: 'My tickets' }}
        >
          {ticket.threadId && !ticket.threadGoneAt && (
            <DiscordLink guildId={page.guild.id} channelId={ticket.threadId} />
          )}
          {isClosed && (
            <ActionButton page={page} action={`${at}/reopen`}>
              Open again
            </ActionButton>
          )}
        </PageHeader>
        <FormProblems page={page} />
        {isCloseAsked(found) && (
          <Note tone="warning">
            The team asks whether this can be closed{ticket.closeReason ? `: ${ticket.closeReason}` : '.'}
            <div class="row">
              <ActionButton page={page} action={`${at}/close`} kind="primary">
                Yes, close it
              </ActionButton>
              <ActionButton page={page} action={`${at}/keep-open`}>
                Keep it open
              </ActionButton>
            </div>
          </Note>
        )}
        {isClosed && (
          <Note>
            {closer} closed this
            {ticket.closeReason ? `: ${ticket.closeReason}` : '.'}
          </Note>
        )}
        {isClosed && <Rating page={page} at={at} rating={rating} />}
        <Card>
          <OwnTimeline page={page} talk={talk} />
        </Card>
        {!isClosed && (
          <Card title="Answer">
            <Form page={page} action={`${at}/reply`} once>
              <Field name="content" label="Your message" problem={page.problem?.fields.content}>
                <textarea id="field-content" name="content" rows={5} maxlength={4_000} required>
                  {page.value('content', '')}
                </textarea>
              </Field>
              <div class="form-actions">
                <button class="button primary" type="submit">
                  Send
                </button>
              </div>
            </Form>
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

const SCORES = [1, 2, 3, 4, 5] as const;

const Rating = (props: {
  page: PageRequest;
  at: string;
  rating: { score: number; comment: string } | undefined;
}) => {
  const { page, at, rating } = props;
  if (rating) {
    return (
      <Card title="Your rating">
        <Stars score={rating.score} />
        {rating.comment ? (
          <blockquote class="prose">{rating.comment}</blockquote>
        ) : (
          <Form page={page} action={`${at}/comment`}>
            <Field name="comment" label="What could be better?">
              <textarea id="field-comment" name="comment" rows={3} maxlength={1_000} />
            </Field>
            <button class="button plain" type="submit">
              Send
            </button>
          </Form>
        )}
      </Card>
    );
  }
  return (
    <Card title="How did it go?">
      <Form page={page} action={`${at}/rate`} class="row">
        {SCORES.map((score) => (
          <button class="button plain" type="submit" name="score" value={String(score)}>
            {score}
            <span aria-hidden="true"> {'★'.repeat(score)}</span>
            <span class="sr-only">{` of 5`}</span>
          </button>
        ))}
      </Form>
    </Card>
  );
};

export async function submitOwnReply(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await answerOwnTalk(page.ctx, found.ticket.id, { content: page.form.text('content') });
  return back(found, 'Your message was sent to the team.');
}

export async function submitOwnClose(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await closeTicket(page.ctx, found.ticket.id, { reason: page.form.text('reason') ?? '' });
  return back(found, 'Your ticket is closed. Tell us how it went.');
}

export async function submitOwnReopen(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await reopenTicket(page.ctx, found.ticket.id);
  return back(found, 'Your ticket is open again.');
}

export async function submitKeepOpen(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await keepOpen(page.ctx, found.ticket.id);
  return back(found, 'It stays open. Write what is missing.');
}

export async function submitRate(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await rateTicket(page.ctx, found.ticket.id, { score: Number(page.form.text('score')) });
  return back(found, 'Thank you.');
}

export async function submitComment(page: PageRequest): Promise<PageAnswer> {
  const found = await ownParam(page);
  await commentRating(page.ctx, found.ticket.id, page.form.text('comment') ?? '');
  return back(found, 'Thank you.');
}
