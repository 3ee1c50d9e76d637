import { Badge, Initials, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { DeskHelp } from '../../conversations/pages/public.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import type { InboxEntry } from '../actions/list-inbox.ts';
import { BOXES, type Desk } from './desk-box.ts';

/** The column with all conversations of a list; kept up to date by the live script. */
export const DeskList = ({ page, desk, here }: { page: PageRequest; desk: Desk; here?: string }) => (
  <section class="desk-list" aria-label="Conversations">
    <header class="desk-list-header">
      {here ? <h2 class="desk-title">Inbox</h2> : <h1 class="desk-title">Inbox</h1>}
      <a class="button quiet small" href={`${page.base}/inbox/replies`}>
        Canned replies
      </a>
      <a class="button quiet small" href={`${page.base}/inbox/rules`}>
        Rules
      </a>
    </header>
    <search aria-label="Conversations">
      <form class="desk-search" method="get" action={`${page.base}/inbox`}>
        <label class="sr-only" for="desk-q">
          Search conversations
        </label>
        <input
          id="desk-q"
          type="search"
          name="q"
          value={desk.words ?? ''}
          placeholder="Search names and messages"
          maxlength={100}
        />
        {desk.box !== 'all' && <input type="hidden" name="box" value={desk.box} />}
        <button class="button plain small" type="submit">
          <Icon name="search" />
          <span class="sr-only">Search</span>
        </button>
      </form>
    </search>
    <nav class="desk-boxes" aria-label="Lists">
      {BOXES.map(({ name, title }) => (
        <a
          href={`${page.base}${desk.link({ box: name, q: undefined, tag: undefined })}`}
          aria-current={desk.box === name ? 'page' : undefined}
        >
          {title}
        </a>
      ))}
      {desk.views.map(({ id, name }) => (
        <a
          href={`${page.base}${desk.link({ box: id, q: undefined, tag: undefined })}`}
          aria-current={desk.box === id ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
    <section
      id="conversation-list"
      class="desk-rows"
      data-live="message.* conversation.* inbox.* lead.*"
      tabindex={0}
      aria-label={titleOf(desk)}
    >
      {(desk.words || desk.tag) && (
        <p class="desk-found">
          {desk.entries.length === 0 ? 'Nothing fits ' : 'Fits '}
          {desk.words && <strong>“{desk.words}”</strong>}
          {desk.tag && <Badge>{desk.tag}</Badge>}
          <a href={`${page.base}${desk.link({ q: undefined, tag: undefined })}`}>Clear</a>
        </p>
      )}
      {desk.entries.length === 0 ? (
        <Nothing desk={desk} />
      ) : (
        <ul>
          {desk.entries.map((entry) => (
            <Row page={page} desk={desk} entry={entry} isHere={entry.conversation.id === here} />
          ))}
        </ul>
      )}
      {desk.next && (
        <a class="desk-more" href={`${page.base}${desk.link({ cursor: desk.next })}`} rel="next">
          Older conversations
        </a>
      )}
    </section>
    <footer class="desk-foot">
      <SaveView page={page} desk={desk} />
      <Presence page={page} desk={desk} />
      <DeskHelp />
    </footer>
  </section>
);

const titleOf = ({ box, views }: Desk): string =>
  BOXES.find(({ name }) => name === box)?.title ??
  views.find(({ id }) => id === box)?.name ??
  'Conversations';

const Nothing = ({ desk }: { desk: Desk }) => (
  <div class="desk-empty">
    <Icon name="inbox" />
    <p>{BOXES.find(({ name }) => name === desk.box)?.empty ?? 'Nothing fits this list just now.'}</p>
    {desk.box === 'all' && (
      <p class="muted">
        What people write to the bot by direct message or with /contact shows up here at once.
      </p>
    )}
  </div>
);

const stateWords: Partial<Record<ConversationRow['state'], string>> = {
  waiting: 'Waiting',
  snoozed: 'Snoozed',
  closed: 'Closed',
};

const Row = (props: { page: PageRequest; desk: Desk; entry: InboxEntry; isHere: boolean }) => {
  const { page, desk, entry, isHere } = props;
  const row = entry.conversation;
  const unread = entry.unread ?? 0;
  return (
    <li id={`row-${row.id}`}>
      <a
        class={unread > 0 ? 'desk-row unread' : 'desk-row'}
        href={`${page.base}${desk.link({ to: String(row.number) })}`}
        aria-current={isHere ? 'page' : undefined}
      >
        <Initials name={row.personName} />
        <span class="desk-row-text">
          <span class="desk-row-top">
            <strong>{row.personName}</strong>
            <Time at={row.lastMessageAt} />
          </span>
          <span class="desk-row-preview">
            {row.lastOutboundAt && row.lastOutboundAt >= (row.lastInboundAt ?? row.createdAt) && (
              <span class="muted">Team: </span>
            )}
            {row.preview || 'No message yet'}
          </span>
          <span class="desk-row-marks">
            <span class="numeric">#{row.number}</span>
            {stateWords[row.state] && <span class={`mark ${row.state}`}>{stateWords[row.state]}</span>}
            {(row.priority === 'high' || row.priority === 'urgent') && (
              <span class="mark urgent">{row.priority === 'urgent' ? 'Urgent' : 'High'}</span>
            )}
            <span class="desk-row-owner">
              {row.assigneeId === page.viewer.userId ? 'You' : (row.assigneeName ?? 'Nobody')}
            </span>
          </span>
        </span>
        {unread > 0 && (
          <span class="unread-count">
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
};

/** A search or tag that is looked at often gets a name; a saved list can be deleted. */
const SaveView = ({ page, desk }: { page: PageRequest; desk: Desk }) => {
  const saved = desk.views.find(({ id }) => id === desk.box);
  if (!page.can('inbox:write')) return null;
  if (saved) {
    return (
      <ActionButton page={page} action={`${page.base}/inbox/views/${saved.id}/delete`} kind="quiet">
        Delete the list “{saved.name}”
      </ActionButton>
    );
  }
  if (!desk.words && !desk.tag) return null;
  return (
    <Form page={page} action={`${page.base}/inbox/views`} class="desk-save" once>
      <input type="hidden" name="box" value={desk.box} />
      <input type="hidden" name="q" value={desk.words ?? ''} />
      <input type="hidden" name="tag" value={desk.tag ?? ''} />
      <label class="sr-only" for="view-name">
        Name of the list
      </label>
      <input id="view-name" name="name" placeholder="Save as…" maxlength={60} />
      <button class="button plain small" type="submit">
        Save list
      </button>
    </Form>
  );
};

/** Whether the viewer gets new conversations; for those who work at the desk. */
const Presence = ({ page, desk }: { page: PageRequest; desk: Desk }) => {
  const own = desk.agents.find(({ agent }) => agent.userId === page.viewer.userId)?.agent;
  if (!page.can('inbox:write')) return null;
  const isOn = own?.isOn ?? false;
  return (
    <div class="desk-presence">
      <span>{isOn ? 'You get new conversations.' : 'You get no new conversations.'}</span>
      <ActionButton
        page={page}
        action={`${page.base}/inbox/presence`}
        values={{ on: isOn ? '' : 'yes' }}
        kind="quiet"
      >
        {isOn ? 'Pause' : 'Take part'}
      </ActionButton>
    </div>
  );
};
