import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { emojiList, findEmoji } from '../emoji.ts';
import { guildOf } from '../state/selectors.ts';
import { type State, set, useStore } from '../state/store.ts';
import { CustomEmoji } from './markdown.tsx';

export function EmojiPicker({ picker }: { picker: NonNullable<State['picker']> }) {
  const [query, setQuery] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const guild = useStore((s) => guildOf(s, s.route.channel));
  const custom = (guild?.emojis ?? []).filter((e) => e.name.toLowerCase().includes(query.toLowerCase()));
  const shown = query ? findEmoji(query) : emojiList;
  const typed = /^\p{RGI_Emoji}$/v.test(query.trim()) ? query.trim() : null;
  const close = () => {
    set({ picker: null });
    if (picker.back?.isConnected) picker.back.focus();
  };
  const pick = (emoji: string) => {
    close();
    picker.pick(emoji);
  };
  useEffect(() => {
    const el = root.current;
    if (!el) return;
    const { width, height } = el.getBoundingClientRect();
    el.style.left = `${Math.max(8, Math.min(picker.x - width, innerWidth - width - 8))}px`;
    el.style.top = `${Math.max(8, Math.min(picker.y, innerHeight - height - 8))}px`;
    el.style.visibility = 'visible';
  }, []);
  useEffect(() => {
    root.current?.querySelector('input')?.focus();
    const away = (e: Event) => {
      if (e.target instanceof Node && !root.current?.contains(e.target)) set({ picker: null });
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, []);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.stopPropagation();
      return close();
    }
    const all = [...(root.current?.querySelectorAll<HTMLElement>('.emoji-cell') ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const inField = e.target instanceof HTMLInputElement;
    if (inField && e.key === 'Enter') {
      e.preventDefault();
      return all[0]?.click();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[e.key];
    if (step === undefined || (inField && e.key !== 'ArrowDown')) return;
    e.preventDefault();
    if (inField) all[0]?.focus();
    else if (here + step < 0) root.current?.querySelector('input')?.focus();
    else all[here + step]?.focus();
  };
  return (
    <div class="emoji-picker" role="dialog" aria-label="Choose an emoji" ref={root} onKeyDown={onKeyDown}>
      <input
        type="text"
        placeholder="Search, or paste any emoji"
        aria-label="Search emoji"
        value={query}
        onInput={(e: Event) => setQuery(e.target instanceof HTMLInputElement ? e.target.value : '')}
      />
      <div class="emoji-grid">
        {typed ? (
          <button type="button" class="emoji-cell" onClick={() => pick(typed)}>
            {typed}
          </button>
        ) : null}
        {custom.map((e) => (
          <button
            type="button"
            class="emoji-cell"
            key={e.id}
            title={`:${e.name}:`}
            onClick={() => pick(`${e.name}:${e.id}`)}
          >
            <CustomEmoji id={e.id} name={e.name} animated={e.animated} />
          </button>
        ))}
        {shown.map((e) => (
          <button
            type="button"
            class="emoji-cell"
            key={e.char}
            title={`:${e.names[0]}:`}
            aria-label={e.names[0]}
            onClick={() => pick(e.char)}
          >
            {e.char}
          </button>
        ))}
      </div>
    </div>
  );
}
