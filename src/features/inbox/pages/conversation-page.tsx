import { NotFoundError } from '../../../core/errors.ts';
import { zoneOf } from '../../../core/time/read-until.ts';
import type { PageAnswer, PageRequest } from '../../../core/web/page.ts';
import { TalkComposer, TalkTimeline } from '../../conversations/pages/public.ts';
import { markRead, predictReach, readTimeline } from '../../conversations/public.ts';
import { showLead } from '../actions/show-lead.ts';
import { cannedTexts } from './canned-texts.ts';
import { conversationParam } from './conversation-param.ts';
import { loadDesk } from './desk-box.ts';
import { DeskList } from './desk-list.tsx';
import { TalkAbout } from './talk-about.tsx';
import { TalkHeader } from './talk-header.tsx';

const PAGE = 50;

/** One conversation: the list, what was said, where to answer, and who it is. Opening it marks it as read. */
export async function conversationPage(page: PageRequest): Promise<PageAnswer> {
  const { ctx, viewer } = page;
  const conversation = await conversationParam(page);
  if (conversation.mergedIntoId) return { to: `/inbox/${conversation.mergedIntoId}` };
  const reference = conversation.id;
  if (!page.query('before')) await markRead(ctx, reference, { userId: viewer.userId }, 'inbox:read');
  const [desk, timeline, reach, shown, timeZone] = await Promise.all([
    loadDesk(page),
    readTimeline(ctx, reference, { limit: PAGE, cursor: page.query('before') }, 'inbox:read'),
    predictReach(ctx, conversation.personId, 'inbox:read'),
    showLead(ctx, conversation.personId).catch(nothingIfGone),
    zoneOf(ctx),
  ]);
  const messages = timeline.messages.toReversed();
  const canned = page.can('inbox:write')
    ? await cannedTexts(page, conversation, shown?.lead.username || conversation.personName)
    : [];
  const replyTo = page.query('reply') ?? page.form.text('replyTo');
  const here = `${page.base}/inbox/${conversation.number}`;
  return {
    title: `${conversation.personName} · Inbox`,
    body: (
      <div class="desk open" data-desk>
        <DeskList page={page} desk={desk} here={conversation.id} />
        <section class="talk" aria-label={`Conversation with ${conversation.personName}`}>
          <TalkHeader page={page} desk={desk} conversation={conversation} />
          <TalkTimeline
            page={page}
            at={here}
            mayWrite={page.can('inbox:write')}
            maySplit
            conversation={conversation}
            messages={messages}
            older={timeline.next ? `${here}?before=${timeline.next}` : undefined}
          />
          {page.query('before') && (
            <p class="talk-older">
              <a class="button plain small" href={here}>
                Back to the newest
              </a>
            </p>
          )}
          {page.can('inbox:write') && (
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
        <TalkAbout page={page} conversation={conversation} shown={shown} agents={desk.agents} />
      </div>
    ),
  };
}

/** Whoever was only written to by another feature is no lead of the inbox. */
function nothingIfGone(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
}
