import { useState } from 'hono/jsx/dom';
import { channelName, channelTypes, isDm, isThread } from '../state/selectors.ts';
import { get } from '../state/store.ts';
import type { Id } from '../state/wire.ts';
import { Option } from './option.tsx';

export interface Place {
  key: string;
  label: string;
  detail: string;
  go: () => void;
}
/** A filtered list of channels and people; Enter takes the marked one. */
export function Places({ places, hint }: { places: Place[]; hint: string }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const shown = places
    .filter((p) => `${p.label} ${p.detail}`.toLowerCase().includes(query.toLowerCase()))
    .slice(0, 12);
  return (
    <div class="dialog-body">
      <input
        class="wide"
        type="text"
        placeholder={hint}
        aria-label={hint}
        value={query}
        onInput={(e: Event) => {
          setQuery(e.target instanceof HTMLInputElement ? e.target.value : '');
          setActive(0);
        }}
        onKeyDown={(e: KeyboardEvent) => {
          const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
          if (step) {
            e.preventDefault();
            setActive((active + step + shown.length) % Math.max(shown.length, 1));
          }
          if (e.key !== 'Enter') return;
          // Focus moves while the key is down; its default would press what gets focus.
          e.preventDefault();
          shown[active]?.go();
        }}
      />
      <div role="listbox" aria-label="Results" class="places">
        {shown.map((p, i) => (
          <Option
            key={p.key}
            active={i === active}
            selected={i === active}
            onHover={() => setActive(i)}
            onPick={p.go}
          >
            <span class="choice-text">
              <span>{p.label}</span>
              <small>{p.detail}</small>
            </span>
          </Option>
        ))}
        {shown.length ? null : <div class="option-none">Nothing found</div>}
      </div>
    </div>
  );
}

export function channelPlaces(go: (channel: Id) => void): Place[] {
  const s = get();
  return Object.values(s.channels)
    .filter((c) => isDm(c) || isThread(c) || [channelTypes.text, channelTypes.news].some((t) => t === c.type))
    .map((c) => ({
      key: c.id,
      label: `${isDm(c) ? '@' : isThread(c) ? '↳ ' : '#'}${channelName(s, c)}`,
      detail: s.guilds[c.guild_id ?? '']?.name ?? 'Direct message',
      go: () => go(c.id),
    }));
}
