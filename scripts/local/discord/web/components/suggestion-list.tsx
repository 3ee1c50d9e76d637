import { useEffect, useRef } from 'hono/jsx/dom';
import { get } from '../state/store.ts';
import { Avatar } from './avatar.tsx';
import { ChoiceFace } from './choice-face.tsx';
import { CustomEmoji } from './markdown.tsx';
import { Option } from './option.tsx';
import type { Suggestion } from './suggestions.ts';

const titles = { command: 'Commands', mention: 'Mentions', emoji: 'Emoji' };

function Face({ item }: { item: Suggestion }) {
  if (item.kind === 'mention') return <ChoiceFace choice={item.choice} />;
  if (item.kind === 'emoji')
    return (
      <span class="choice">
        {item.char ? (
          <span class="emoji-char">{item.char}</span>
        ) : (
          <CustomEmoji id={item.key} name={item.name} />
        )}
        :{item.name}:
      </span>
    );
  const bot = get().bot;
  const { entry } = item;
  return (
    <span class="choice command-choice">
      {bot ? <Avatar user={bot} size={28} /> : null}
      <span class="choice-text">
        <span>
          <strong>/{entry.label}</strong>
          {entry.options.slice(0, 4).map((o) => (
            <code class={o.required ? 'required' : ''}>{o.name}</code>
          ))}
          {entry.options.length > 4 ? <code>+{entry.options.length - 4}</code> : null}
        </span>
        <small>{entry.description}</small>
      </span>
      <small class="command-app">{get().application.name}</small>
    </span>
  );
}

interface Props {
  id: string;
  items: Suggestion[];
  active: number;
  onHover: (index: number) => void;
  onPick: (item: Suggestion) => void;
  empty?: string;
}
export function SuggestionList({ id, items, active, onHover, onPick, empty }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div class="suggestions">
      <div class="suggestions-title">{items[0] ? titles[items[0].kind] : 'Commands'}</div>
      <div role="listbox" id={id} ref={list} aria-label="Suggestions">
        {items.map((item, i) => (
          <Option
            key={item.key}
            id={`${id}-${i}`}
            active={i === active}
            selected={i === active}
            label={item.kind === 'command' ? `/${item.entry.label}, ${item.entry.description}` : undefined}
            onHover={() => onHover(i)}
            onPick={() => onPick(item)}
          >
            <Face item={item} />
          </Option>
        ))}
        {items.length ? null : <div class="option-none">{empty}</div>}
      </div>
    </div>
  );
}
