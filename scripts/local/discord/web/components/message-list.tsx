import { useEffect, useLayoutEffect, useRef, useState } from 'hono/jsx/dom';
import { compareIds } from '../state/api.ts';
import { forget } from '../state/interactions.ts';
import { markRead } from '../state/menus.ts';
import { loadMessages } from '../state/messages.ts';
import { channelName, isDm, isThread, otherOf } from '../state/selectors.ts';
import { get, useStore } from '../state/store.ts';
import { flags, has, type Id, type Message } from '../state/wire.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { MessageRow } from './message.tsx';
import { dayTitle, sameDay } from './time-words.ts';

const groupWindow = 7 * 60_000;
/** Whether a message continues the group above it: same author, close in time, nothing that wants its own head. */
function continues(message: Message, above: Message | undefined): boolean {
  return (
    above !== undefined &&
    above.author.id === message.author.id &&
    above.author.username === message.author.username &&
    message.type === 0 &&
    (above.type === 0 || above.type === 19 || above.type === 20) &&
    !message.interaction_metadata &&
    !message.message_reference &&
    has(above.flags, flags.ephemeral) === has(message.flags, flags.ephemeral) &&
    Date.parse(message.timestamp) - Date.parse(above.timestamp) < groupWindow &&
    sameDay(above.timestamp, message.timestamp)
  );
}

/** A thread's first message stands for the one in the channel that the thread hangs on. */
function shownAs(message: Message): Message {
  const { channel_id = '', message_id } = message.message_reference ?? {};
  const original =
    message.type === 21
      ? (message.referenced_message ?? get().pages[channel_id]?.list.find((m) => m.id === message_id))
      : null;
  return original
    ? { ...original, id: message.id, channel_id: message.channel_id, thread: undefined }
    : message;
}

/** What somebody wrote, or what an application answered to them: Discord brings both into view. */
const isMine = (message: Message | undefined, me: Id): boolean =>
  message !== undefined && (message.author.id === me || message.interaction_metadata?.user.id === me);

function Waiting({ channel }: { channel: Id }) {
  const waiting = useStore((s) => s.waiting);
  const here = waiting.filter((w) => w.channel === channel);
  return (
    <div class="waiting-list" aria-live="polite">
      {here.map((w) => (
        <div class={`waiting${w.failed ? ' failed' : ''}`} key={w.nonce}>
          {w.failed ? <Icon name="alert" size={18} /> : <span class="spinner small" />}
          <span>
            {w.failed ? (
              <span>
                <strong>{w.label}</strong>: the application did not respond. <small>{w.failed}</small>
              </span>
            ) : (
              <span>
                Sending <strong>{w.label}</strong>…
              </span>
            )}
          </span>
          {w.failed ? (
            <button type="button" class="linkish" onClick={() => forget(w.nonce)}>
              Dismiss message
            </button>
          ) : null}
        </div>
      ))}
    </div>
  );
}

function Beginning({ channel }: { channel: Id }) {
  const s = get();
  const where = s.channels[channel];
  const other = where && isDm(where) ? otherOf(s, where) : undefined;
  const thread = isThread(where);
  return (
    <div class="beginning">
      {other ? (
        <Avatar user={other} size={72} />
      ) : (
        <span class="beginning-icon">
          <Icon name={thread ? 'thread' : 'hash'} size={36} />
        </span>
      )}
      <h2>{other || thread ? channelName(s, where) : `Welcome to #${channelName(s, where)}`}</h2>
      <p>
        {other
          ? 'This is the beginning of your direct messages.'
          : `This is the start of the ${thread ? 'thread' : 'channel'}.`}{' '}
        Type <kbd>/</kbd> for the commands of {s.application.name || 'the application'}.
      </p>
    </div>
  );
}

export function MessageList({ channel }: { channel: Id }) {
  const page = useStore((s) => s.pages[channel]);
  const unread = useStore((s) => s.unread[channel]);
  const waiting = useStore((s) => s.waiting.filter((w) => w.channel === channel).length);
  const highlight = useStore((s) => s.highlight);
  const scroller = useRef<HTMLDivElement>(null);
  const newFrom = useRef<Id | null | undefined>(undefined);
  const [away, setAway] = useState(false);
  const list = page?.list ?? [];
  const newest = list.at(-1);

  useLayoutEffect(() => {
    newFrom.current = undefined;
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [channel]);
  useLayoutEffect(() => {
    if (isMine(newest, get().me) && scroller.current && !highlight) scroller.current.scrollTop = 0;
  }, [newest?.id]);
  useLayoutEffect(() => {
    if (waiting > 0 && scroller.current) scroller.current.scrollTop = 0;
  }, [waiting]);
  useLayoutEffect(() => {
    if (highlight) document.getElementById(`m-${highlight}`)?.scrollIntoView({ block: 'center' });
  }, [highlight, page]);
  useEffect(() => {
    const read = () => !document.hidden && get().unread[channel] && markRead(channel);
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [channel]);
  if (unread?.after) newFrom.current = unread.after;

  const onScroll = () => {
    const el = scroller.current;
    if (!el) return;
    setAway(el.scrollTop < -400);
    if (el.scrollHeight + el.scrollTop - el.clientHeight < 300) void loadMessages(channel, true);
  };
  const move = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    const row = e.target instanceof HTMLElement && e.target.classList.contains('message') ? e.target : null;
    if (!step || !row) return;
    const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('.message') ?? [])];
    const next = rows[rows.indexOf(row) + step];
    e.preventDefault();
    if (next) next.focus();
    else if (step > 0) document.dispatchEvent(new CustomEvent('focus-composer'));
  };
  const mark = newFrom.current;
  let marked = false;

  return (
    <div class="scroller-frame">
      <div
        class="scroller"
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={move}
        role="log"
        aria-label={`Messages in ${channelName(get(), get().channels[channel])}`}
        aria-busy={page?.loading ? 'true' : 'false'}
      >
        <div class="messages">
          {page?.complete ? <Beginning channel={channel} /> : null}
          {page && !page.complete && list.length ? (
            <button type="button" class="load-earlier" onClick={() => void loadMessages(channel, true)}>
              {page.loading ? 'Loading…' : 'Load earlier messages'}
            </button>
          ) : null}
          {page?.error ? (
            <div class="empty" role="alert">
              <Icon name="lock" size={28} />
              <p>{page.error}</p>
            </div>
          ) : null}
          {page?.loading && !list.length ? <Skeleton /> : null}
          {list.map((message, i) => {
            const above = list[i - 1];
            const isNew: boolean =
              !marked && mark != null && compareIds(message.id, mark) > 0 && message.author.id !== get().me;
            if (isNew) marked = true;
            const newDay = !above || !sameDay(above.timestamp, message.timestamp);
            return (
              <div key={message.nonce ? String(message.nonce) : message.id} class="row">
                {newDay || isNew ? (
                  <div class={`divider${isNew ? ' new' : ''}`}>
                    <span>{newDay ? dayTitle(message.timestamp) : ''}</span>
                    {isNew ? <b>NEW</b> : null}
                  </div>
                ) : null}
                <MessageRow
                  message={shownAs(message)}
                  reachable={message === newest}
                  compact={!newDay && !isNew && continues(message, above)}
                />
              </div>
            );
          })}
          <Waiting channel={channel} />
        </div>
      </div>
      {away ? (
        <button
          type="button"
          class="to-present"
          onClick={() => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          <span>You’re viewing older messages</span> <strong>Jump to present</strong>
        </button>
      ) : null}
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading messages">
      {[70, 45, 85, 60, 30, 75].map((width) => (
        <div>
          <i />
          <span style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
