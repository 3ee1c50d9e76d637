import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { unreadConversations } from '../../conversations/public.ts';
import { loadDesk } from './desk-box.ts';
import { DeskList } from './desk-list.tsx';

/** The inbox without a conversation opened: the list, and on wide screens what to do with it. */
export async function inboxPage(page: PageRequest): Promise<PageView> {
  const [desk, unread] = await Promise.all([
    loadDesk(page),
    unreadConversations(page.ctx, page.viewer.userId),
  ]);
  return {
    title: unread > 0 ? `(${unread}) Inbox` : 'Inbox',
    body: (
      <div class="desk" data-desk>
        <DeskList page={page} desk={desk} />
        <section class="desk-welcome" aria-label="No conversation chosen">
          <Icon name="inbox" />
          <h2>
            {unread === 0
              ? 'Everything is read'
              : `${unread} unread ${unread === 1 ? 'conversation' : 'conversations'}`}
          </h2>
          <p class="muted">Choose a conversation, or press j and k to walk through the list.</p>
        </section>
      </div>
    ),
  };
}
