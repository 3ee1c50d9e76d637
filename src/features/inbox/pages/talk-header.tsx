import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import type { Desk } from './desk-box.ts';

const stateWords: Record<ConversationRow['state'], string> = {
  open: 'Open',
  waiting: 'Waiting for the person',
  snoozed: 'Put aside',
  closed: 'Closed',
};

const SNOOZES = [
  { value: 'in 1 hour', title: 'For an hour' },
  { value: 'in 3 hours', title: 'For three hours' },
  { value: 'tomorrow 9:00', title: 'Until tomorrow, 9:00' },
  { value: 'next monday 9:00', title: 'Until Monday, 9:00' },
];

/** Who it is and what can be done with the conversation as a whole. */
export const TalkHeader = (props: { page: PageRequest; desk: Desk; conversation: ConversationRow }) => {
  const { page, desk, conversation } = props;
  const at = `${page.base}/inbox/${conversation.number}`;
  const isClosed = conversation.state === 'closed';
  return (
    <header class="talk-header">
      <nav class="talk-back" aria-label="Back">
        <a href={`${page.base}${desk.link({})}`} data-shortcut="Escape">
          ← <span>Inbox</span>
        </a>
      </nav>
      <div class="talk-name">
        <h1>{conversation.personName}</h1>
        <p
          id="talk-state"
          class="talk-state"
          data-live="conversation.* message.*"
          data-live-subject={`conversation:${conversation.id}`}
        >
          <span class="numeric">#{conversation.number}</span> · {stateWords[conversation.state]}
        </p>
      </div>
      <div class="talk-actions">
        {page.can('inbox:write') && (
          <>
            {!isClosed && (
              <details class="talk-menu" data-menu>
                <summary class="button plain small" data-shortcut="s">
                  Snooze
                </summary>
                <Form page={page} action={`${at}/snooze`} class="talk-menu-body">
                  {SNOOZES.map(({ value, title }) => (
                    <button class="button quiet" type="submit" name="preset" value={value}>
                      {title}
                    </button>
                  ))}
                  <label for="field-until">Another time</label>
                  <input id="field-until" name="until" placeholder="friday 14:00" autocomplete="off" />
                  <button class="button plain small" type="submit">
                    Snooze
                  </button>
                </Form>
              </details>
            )}
            <details class="talk-menu" data-menu>
              <summary class="button quiet small">Merge</summary>
              <Form page={page} action={`${at}/merge`} class="talk-menu-body">
                <label for="field-into">Number of the conversation that this belongs to</label>
                <input id="field-into" name="into" placeholder="#12" autocomplete="off" />
                <button class="button plain small" type="submit">
                  Merge into it
                </button>
              </Form>
            </details>
            <ActionButton page={page} action={`${at}/unread`} kind="quiet" label="Mark as unread">
              <span data-shortcut="u">Unread</span>
            </ActionButton>
            {conversation.assigneeId !== page.viewer.userId && !isClosed && (
              <ActionButton page={page} action={`${at}/assign`} values={{ assignee: page.viewer.userId }}>
                <span data-shortcut="a">Take it</span>
              </ActionButton>
            )}
            {conversation.state === 'snoozed' && (
              <ActionButton page={page} action={`${at}/wake`}>
                Wake
              </ActionButton>
            )}
            {isClosed ? (
              <ActionButton page={page} action={`${at}/reopen`} kind="primary">
                <span data-shortcut="e">Open again</span>
              </ActionButton>
            ) : (
              <ActionButton page={page} action={`${at}/close`}>
                <span data-shortcut="e">Close</span>
              </ActionButton>
            )}
          </>
        )}
        <a class="button plain small about-link" href="#about">
          About
        </a>
      </div>
    </header>
  );
};
