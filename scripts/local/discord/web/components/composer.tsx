import { flushSync, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'hono/jsx/dom';
import { commandsOf, type Entry, entriesOf, loadCommands } from '../state/commands.ts';
import { openPicker } from '../state/menus.ts';
import { sendMessage, typing } from '../state/messages.ts';
import { can, channelName, channelTypes, displayName, guildOf } from '../state/selectors.ts';
import { get, set, useStore } from '../state/store.ts';
import { flags, has, type Id } from '../state/wire.ts';
import { bytes } from './attachments.tsx';
import { CommandForm } from './command-form.tsx';
import { Icon } from './icons.tsx';
import { SuggestionList } from './suggestion-list.tsx';
import { type Suggestion, suggest, withTokens } from './suggestions.ts';
import { TypingLine } from './typing-line.tsx';

export function Composer({ channel }: { channel: Id }) {
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [files, setFiles] = useState<File[]>([]);
  const [entry, setEntry] = useState<Entry | null>(null);
  const rest = useRef('');
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const picked = useRef(new Map<string, string>());
  const where = useStore((s) => s.channels[channel]);
  const reply = useStore((s) => s.reply[channel]);
  const commands = useStore(() => commandsOf(channel));
  const allowed = useStore((s) => can(s, 'sendMessages', channel));
  const me = useStore((s) => s.users[s.me]);
  const found = useMemo(
    () => (closed ? null : suggest(get(), channel, commands, text, caret)),
    [closed, channel, commands, text, caret],
  );
  const name = channelName(get(), where);
  const prefix = where?.type === channelTypes.dm ? '@' : '#';

  useEffect(() => {
    if (!commands) void loadCommands(channel);
  }, [channel, commands, me?.id]);
  useLayoutEffect(() => {
    const el = area.current;
    // Before its first frame the field is not in the document and measures nothing.
    if (!el?.isConnected) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight, innerHeight / 2)}px`;
  }, [text, entry]);
  useEffect(() => {
    const focus = () => area.current?.focus();
    const mention = (e: Event) => {
      const user = get().users[(e as CustomEvent<string>).detail];
      if (!user) return;
      const shown = `@${displayName(user, guildOf(get(), channel))}`;
      picked.current.set(shown, `<@${user.id}>`);
      setText((t) => `${t}${t && !t.endsWith(' ') ? ' ' : ''}${shown} `);
      focus();
    };
    const use = async (e: Event) => {
      const wanted = (e as CustomEvent<string>).detail;
      const hit = entriesOf(await loadCommands(channel)).find((x) => x.label === wanted);
      rest.current = '';
      if (hit) setEntry(hit);
    };
    const anyKey = (e: KeyboardEvent) => {
      const at = e.target instanceof HTMLElement ? e.target : document.body;
      const busy = get().modal || get().dialog || get().menu || get().picker || get().lightbox;
      if (busy || e.ctrlKey || e.metaKey || e.altKey || e.key.length !== 1 || e.key === ' ') return;
      if (at.closest('input, textarea, select, [role=menu], .message, .select, .drawer, [contenteditable]'))
        return;
      focus();
    };
    const drop = (e: Event) => setFiles((f) => [...f, ...(e as CustomEvent<File[]>).detail].slice(0, 10));
    document.addEventListener('focus-composer', focus);
    document.addEventListener('mention', mention);
    document.addEventListener('use-command', use);
    document.addEventListener('drop-files', drop);
    document.addEventListener('keydown', anyKey);
    if (matchMedia('(hover: hover)').matches) focus();
    return () => {
      document.removeEventListener('focus-composer', focus);
      document.removeEventListener('mention', mention);
      document.removeEventListener('use-command', use);
      document.removeEventListener('drop-files', drop);
      document.removeEventListener('keydown', anyKey);
    };
  }, [channel]);

  const pick = (item: Suggestion) => {
    if (item.kind === 'command') {
      rest.current = text.slice(item.entry.label.length + 2).trim();
      flushSync(() => {
        setText('');
        setEntry(item.entry);
      });
      document.querySelector<HTMLElement>('.command-form :is(.option-input, [type=submit])')?.focus();
      return;
    }
    const put = item.kind === 'mention' ? item.shown : item.token;
    if (item.kind === 'mention') picked.current.set(item.shown, item.token);
    const from = found?.from ?? caret;
    const next = `${text.slice(0, from)}${put} ${text.slice(caret)}`;
    setText(next);
    setCaret(from + put.length + 1);
    queueMicrotask(() => area.current?.setSelectionRange(from + put.length + 1, from + put.length + 1));
  };
  const submit = async () => {
    const content = withTokens(text.trim(), picked.current);
    if (!content && !files.length) return;
    const extra = reply
      ? {
          message_reference: { type: 0, message_id: reply.message.id, channel_id: channel },
          allowed_mentions: { replied_user: reply.mention },
        }
      : {};
    const before = { text, files };
    setText('');
    setFiles([]);
    set((s) => ({ reply: Object.fromEntries(Object.entries(s.reply).filter(([id]) => id !== channel)) }));
    if (await sendMessage(channel, content, files, extra)) return picked.current.clear();
    setText(before.text);
    setFiles(before.files);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    const items = found?.items ?? [];
    if (items.length) {
      const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
      const item = items[Math.min(active, items.length - 1)];
      if (step) {
        e.preventDefault();
        return setActive((active + step + items.length) % items.length);
      }
      if ((e.key === 'Enter' || e.key === 'Tab') && !e.shiftKey && item) {
        e.preventDefault();
        return pick(item);
      }
    }
    if (e.key === 'Escape') {
      e.stopPropagation();
      if (found) setClosed(true);
      else if (reply) cancelReply();
    } else if (e.key === 'Enter' && !e.shiftKey && matchMedia('(pointer: fine), (hover: hover)').matches) {
      e.preventDefault();
      void submit();
    } else if (e.key === 'ArrowUp' && !text) {
      const mine = get().pages[channel]?.list.findLast(
        (m) => m.author.id === get().me && !has(m.flags, flags.ephemeral),
      );
      if (!mine) return;
      e.preventDefault();
      set({ editing: mine.id });
    }
  };
  const cancelReply = () =>
    set((s) => ({ reply: Object.fromEntries(Object.entries(s.reply).filter(([id]) => id !== channel)) }));
  const add = (list: FileList | null | undefined) => {
    if (list?.length) setFiles([...files, ...list].slice(0, 10));
  };

  if (!allowed)
    return (
      <div class="composer-frame">
        <div class="composer refused">You do not have permission to send messages in this channel.</div>
      </div>
    );
  return (
    <div class="composer-frame">
      {found && (found.items.length || text.startsWith('/')) && !entry ? (
        <SuggestionList
          id="suggestions"
          items={found.items}
          active={Math.min(active, found.items.length - 1)}
          onHover={setActive}
          onPick={pick}
          empty={commands ? 'No command matches.' : 'Loading commands…'}
        />
      ) : null}
      {reply && !entry ? (
        <div class="reply-bar">
          <span>
            Replying to <strong>{displayName(reply.message.author, guildOf(get(), channel))}</strong>
          </span>
          <button
            type="button"
            class={`linkish${reply.mention ? '' : ' off'}`}
            aria-pressed={reply.mention ? 'true' : 'false'}
            onClick={() =>
              set((s) => ({ reply: { ...s.reply, [channel]: { ...reply, mention: !reply.mention } } }))
            }
          >
            @ {reply.mention ? 'ON' : 'OFF'}
          </button>
          <button type="button" class="plain" aria-label="Cancel reply" onClick={cancelReply}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ) : null}
      {entry ? (
        <CommandForm
          key={entry.label}
          entry={entry}
          channel={channel}
          typed={rest.current}
          onClose={() => {
            flushSync(() => setEntry(null));
            area.current?.focus();
          }}
        />
      ) : (
        <form
          class="composer"
          onSubmit={(e: Event) => {
            e.preventDefault();
            void submit();
          }}
        >
          {files.length ? (
            <ul class="pending-files" aria-label="Files to send">
              {files.map((file, i) => (
                <li key={`${file.name}${i}`}>
                  <Icon name="file" size={32} />
                  <span>{file.name}</span>
                  <small>{bytes(file.size)}</small>
                  <button
                    type="button"
                    aria-label={`Remove ${file.name}`}
                    onClick={() => setFiles(files.filter((f) => f !== file))}
                  >
                    <Icon name="trash" size={16} />
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
          <div class="composer-line">
            <input ref={input} type="file" multiple hidden onInput={() => add(input.current?.files)} />
            <button
              type="button"
              class="round"
              aria-label="Upload files"
              title="Upload files"
              onClick={() => input.current?.click()}
            >
              <Icon name="plus" />
            </button>
            <textarea
              ref={area}
              rows={1}
              value={text}
              maxLength={4000}
              placeholder={`Message ${prefix}${name}`}
              aria-label={`Message ${prefix}${name}`}
              role="combobox"
              aria-autocomplete="list"
              aria-expanded={found?.items.length ? 'true' : 'false'}
              aria-controls="suggestions"
              aria-activedescendant={
                found?.items.length ? `suggestions-${Math.min(active, found.items.length - 1)}` : undefined
              }
              onInput={(e: Event) => {
                if (!(e.target instanceof HTMLTextAreaElement)) return;
                setText(e.target.value);
                setCaret(e.target.selectionStart);
                setActive(0);
                setClosed(false);
                if (!e.target.value.startsWith('/')) typing(channel);
              }}
              onKeyDown={onKeyDown}
              onPaste={(e: ClipboardEvent) => add(e.clipboardData?.files)}
            />
            {text.length > 1800 ? (
              <small class={text.length > 2000 ? 'count over' : 'count'}>{2000 - text.length}</small>
            ) : null}
            <button
              type="button"
              class="plain tool"
              aria-label="Choose an emoji"
              title="Emoji"
              onClick={() =>
                openPicker((emoji) => setText((t) => t + (emoji.includes(':') ? `<:${emoji}>` : emoji)))
              }
            >
              <Icon name="smile" />
            </button>
            <button
              type="submit"
              class="plain tool send"
              aria-label="Send message"
              title="Send"
              disabled={!text.trim() && !files.length}
            >
              <Icon name="send" />
            </button>
          </div>
        </form>
      )}
      <TypingLine channel={channel} />
    </div>
  );
}
