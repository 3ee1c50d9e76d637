import { Initials, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ConversationRow, MessageView } from '../views.ts';

interface Parts {
  page: PageRequest;
  /** Address of the conversation's own page; the forms of its messages are below it. */
  at: string;
  /** Whether the viewer may answer and change what the team has said. */
  mayWrite: boolean;
  /** Whether a message can begin a conversation of its own. */
  maySplit?: boolean;
  messages: readonly MessageView[];
}

/** What was said, oldest first: the person on the left, the team on the right, notes and events between. */
export const TalkTimeline = ({
  conversation,
  older,
  ...parts
}: Parts & { conversation: ConversationRow; older: string | undefined }) => (
  <div
    id="timeline"
    class="talk-timeline"
    data-live="message.* conversation.* dm.*"
    data-live-subject={`conversation:${conversation.id}`}
    data-live-end
    tabindex={0}
    role="log"
    aria-label={`Messages with ${conversation.personName}`}
  >
    {older && (
      <p class="talk-older">
        <a class="button plain small" href={older}>
          Earlier messages
        </a>
      </p>
    )}
    <ol>
      {parts.messages.map((message, at) => (
        <>
          {startsDay(message, parts.messages[at - 1]) && (
            <li class="talk-day" id={`day-${message.id}`}>
              <span>{dayOf(message)}</span>
            </li>
          )}
          {message.direction === 'event' ? (
            <li class="talk-event" id={`m-${message.id}`}>
              {message.content} · <Time at={new Date(message.createdAt ?? 0)} />
            </li>
          ) : (
            <Bubble {...parts} message={message} />
          )}
        </>
      ))}
    </ol>
  </div>
);

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
const dayOf = ({ createdAt }: MessageView): string => days.format(new Date(createdAt ?? 0));
const startsDay = (message: MessageView, before: MessageView | undefined): boolean =>
  before === undefined || dayOf(message) !== dayOf(before);

const sides = { in: 'in', out: 'out', note: 'inner', event: 'event' } as const;

const Bubble = (props: Parts & { message: MessageView }) => {
  const { page, message, messages, mayWrite } = props;
  const answered = message.replyToId ? messages.find(({ id }) => id === message.replyToId) : undefined;
  const isDeleted = message.deletedAt !== null;
  return (
    <li class={`said ${sides[message.direction]}`} id={`m-${message.id}`}>
      <div class="said-head">
        <Initials name={message.author.name} />
        <strong>{message.author.name}</strong>
        {message.direction === 'note' && <span class="mark private">Note, only the team sees it</span>}
        <Time at={new Date(message.createdAt ?? 0)} />
      </div>
      <div class="said-body">
        {answered && (
          <a class="said-quote" href={`#m-${answered.id}`}>
            <span class="sr-only">In answer to </span>
            <strong>{answered.author.name}</strong> {answered.content.slice(0, 120)}
          </a>
        )}
        {isDeleted ? (
          <p class="said-deleted">
            {message.state === 'cancelled' ? 'Taken back before it was sent.' : 'Deleted.'}
          </p>
        ) : (
          message.content && <p class="prose">{message.content}</p>
        )}
        <Files page={page} message={message} />
      </div>
      <div class="said-foot">
        <History message={message} />
        {message.direction === 'out' && !isDeleted && <Delivery message={message} />}
        {mayWrite && !isDeleted && <MessageActions {...props} />}
      </div>
    </li>
  );
};

const pictures = /^image\/(?:png|jpeg|gif|webp)$/;
const size = (bytes: number): string =>
  bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

const Files = ({ page, message }: { page: PageRequest; message: MessageView }) =>
  message.attachments.length === 0 ? null : (
    <ul class="said-files">
      {message.attachments.map((file) => {
        const href = `${page.base}/conversation-files/${file.id}`;
        const isPicture = file.state === 'stored' && pictures.test(file.contentType ?? '');
        return (
          <li>
            {isPicture && (
              <a href={href}>
                <img src={href} alt={file.filename} loading="lazy" />
              </a>
            )}
            {file.state === 'stored' ? (
              <a href={href}>
                {file.filename} <small>{size(file.size)}</small>
              </a>
            ) : (
              <span>
                {file.filename}{' '}
                <small>
                  {file.state === 'pending' ? 'being kept…' : `not kept: ${file.lostReason ?? 'gone'}`}
                </small>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );

const History = ({ message }: { message: MessageView }) =>
  message.editedAt || message.history.length > 0 ? (
    <details class="said-history">
      <summary>{message.deletedAt && message.history.length === 0 ? 'deleted' : 'edited'}</summary>
      <ol>
        {message.history.map((past) => (
          <li>
            <span class="prose">{past.content}</span> <Time at={new Date(past.until)} />
          </li>
        ))}
      </ol>
    </details>
  ) : null;

/** How far a message of the team has come, in words. */
const Delivery = ({ message }: { message: MessageView }) => {
  const { state, error, sendAt } = message;
  switch (state) {
    case 'scheduled':
      return (
        <span class="delivery">
          Will be sent <Time at={new Date(sendAt ?? 0)} full />
        </span>
      );
    case 'queued':
      return <span class="delivery">Queued</span>;
    case 'sending':
      return <span class="delivery">Sending…</span>;
    case 'sent':
      return (
        <span class="delivery sent">
          <Icon name="check" />
          Sent{message.via && message.via !== 'dm' ? ` by ${places[message.via]}` : ''}
        </span>
      );
    case 'seen':
      return (
        <span class="delivery seen">
          <Icon name="check" />
          Seen
        </span>
      );
    case 'failed':
      return (
        <span class="delivery failed">
          <Icon name="warning" />
          Not sent: {error?.text ?? 'Discord refused it.'}
        </span>
      );
    case 'unreachable':
      return (
        <span class="delivery failed">
          <Icon name="warning" />
          Waits: {error?.text ?? 'this person takes no messages just now.'}
        </span>
      );
    default:
      return null;
  }
};
const places = { dm: 'direct message', thread: 'thread', channel: 'channel', web: 'web page' };

const MessageActions = ({ page, at, maySplit, message }: Parts & { message: MessageView }) => {
  const isOurs = message.direction === 'note' || (message.direction === 'out' && message.state !== 'failed');
  if (message.direction === 'in') {
    return (
      <>
        <a class="said-action" href={`${at}?reply=${message.id}#composer`}>
          Reply to this
        </a>
        {maySplit && (
          <ActionButton page={page} action={`${at}/messages/${message.id}/split`} kind="quiet" once>
            Split off
          </ActionButton>
        )}
      </>
    );
  }
  return isOurs ? (
    <details class="said-more">
      <summary>Change</summary>
      <Form page={page} action={`${at}/messages/${message.id}/edit`} class="said-edit">
        <label for={`edit-${message.id}`}>New text</label>
        <textarea id={`edit-${message.id}`} name="content" rows={3} maxlength={2_000}>
          {message.content}
        </textarea>
        <div class="row">
          <button class="button primary small" type="submit">
            Save
          </button>
        </div>
      </Form>
      <ActionButton page={page} action={`${at}/messages/${message.id}/delete`} kind="danger">
        {message.state === 'scheduled' || message.state === 'queued' ? 'Take it back' : 'Delete it'}
      </ActionButton>
    </details>
  ) : null;
};
