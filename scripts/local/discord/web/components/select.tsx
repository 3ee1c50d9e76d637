import { useEffect, useId, useMemo, useRef, useState } from 'hono/jsx/dom';
import { get, useStore } from '../state/store.ts';
import type { Component } from '../state/wire.ts';
import { ChoiceFace } from './choice-face.tsx';
import { EmojiMark } from './component-button.tsx';
import { Icon } from './icons.tsx';
import { Option } from './option.tsx';
import { type Choice, choicesOf } from './select-options.ts';

export const initialValues = (select: Component): string[] => [
  ...(select.options ?? []).filter((o) => o.default).map((o) => o.value),
  ...(select.default_values ?? []).map((v) => v.id),
];

interface Props {
  select: Component;
  initial: string[];
  label: string;
  disabled?: boolean;
  busy?: boolean;
  invalid?: boolean;
  /** Called with every change, before the list closes. */
  onChange?: (values: string[]) => void;
  /** Called when the list closes with another choice than it opened with. */
  onCommit?: (values: string[]) => void;
}

/** Height of the longest list with search and footer, in pixels. */
const roomNeeded = 340;

export function Select({ select, initial, label, disabled, busy, invalid, onChange, onCommit }: Props) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(initial);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const [upward, setUpward] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const channels = useStore((s) => s.channels);
  const guilds = useStore((s) => s.guilds);
  const all = useMemo(() => choicesOf(get(), select, get().route.channel), [select, channels, guilds]);
  const most = select.max_values ?? 1;
  const least = select.min_values ?? 1;
  const multi = most > 1;
  const shown = all.filter((c) => `${c.label} ${c.detail ?? ''}`.toLowerCase().includes(query.toLowerCase()));

  const close = (chosen = values, focus = true) => {
    setOpen(false);
    setQuery('');
    if (focus) trigger.current?.focus();
    const changed = chosen.length !== initial.length || chosen.some((v) => !initial.includes(v));
    const enough = chosen.length >= least;
    if (multi && changed && !enough) setValues(initial);
    else if (changed || (!multi && chosen !== values)) onCommit?.(chosen);
  };
  /** Opens to where there is room: the last message's list would end under the composer. */
  const show = () => {
    const frame = (root.current?.closest('.scroller, .dialog') ?? document.body).getBoundingClientRect();
    const box = root.current?.getBoundingClientRect();
    const below = frame.bottom - (box?.bottom ?? 0);
    setUpward(below < roomNeeded && (box?.top ?? 0) - frame.top > below);
    setActive(0);
    setOpen(true);
  };
  const pick = (choice: Choice) => {
    const on = values.includes(choice.value);
    if (!multi) {
      const next = on && least === 0 ? [] : [choice.value];
      setValues(next);
      onChange?.(next);
      close(next);
      return;
    }
    if (!on && values.length >= most) return;
    const next = on ? values.filter((v) => v !== choice.value) : [...values, choice.value];
    setValues(next);
    onChange?.(next);
  };
  useEffect(() => {
    if (!open) return;
    const outside = (e: Event) => {
      if (e.target instanceof Node && !root.current?.contains(e.target)) close(values, false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open, values]);
  useEffect(() => {
    if (!open) return;
    const list = root.current?.querySelector('[role=listbox]');
    list?.scrollIntoView({ block: 'nearest' });
    root.current?.querySelector<HTMLInputElement>('input')?.focus();
  }, [open]);

  const onKeyDown = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (!open) {
      if (!step && e.key !== 'Enter' && e.key !== ' ') return;
      e.preventDefault();
      show();
      return;
    }
    if (step) {
      e.preventDefault();
      const next = (active + step + shown.length) % Math.max(shown.length, 1);
      setActive(next);
      root.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' });
    } else if (e.key === 'Enter') {
      e.preventDefault();
      const choice = shown[active];
      if (choice) pick(choice);
    } else if (e.key === 'Escape' || e.key === 'Tab') {
      e.stopPropagation();
      close();
    }
  };
  const chosen = values.map((v) => all.find((c) => c.value === v)).filter((c) => c !== undefined);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the trigger and the search field
    <div
      class={`select${open ? ' open' : ''}${invalid ? ' invalid' : ''}`}
      ref={root}
      onKeyDown={onKeyDown}
      data-custom-id={select.custom_id}
    >
      <button
        type="button"
        class="select-trigger"
        ref={trigger}
        disabled={disabled}
        aria-haspopup="listbox"
        aria-expanded={open ? 'true' : 'false'}
        aria-label={`${label}: ${chosen.map((c) => c.label).join(', ') || (select.placeholder ?? 'Make a selection')}`}
        onClick={() => {
          if (open) close();
          else show();
        }}
      >
        <span class={chosen.length ? 'select-chosen' : 'select-placeholder'}>
          {chosen.length
            ? chosen.map((c) => (
                <span class={multi ? 'chip' : ''} key={c.value}>
                  {c.emoji ? <EmojiMark emoji={c.emoji} /> : null}
                  {c.label}
                </span>
              ))
            : (select.placeholder ?? 'Make a selection')}
        </span>
        {busy ? <span class="spinner small" /> : <Icon name="chevron" />}
      </button>
      {open ? (
        <div class={`select-popover${upward ? ' upward' : ''}`}>
          <label class="select-search">
            <Icon name="search" size={16} />
            <input
              type="text"
              value={query}
              placeholder="Search"
              role="combobox"
              aria-expanded="true"
              aria-controls={`${id}list`}
              aria-activedescendant={shown[active] ? `${id}o${active}` : undefined}
              aria-label={`Search ${label}`}
              onInput={(e: Event) => {
                setQuery(e.target instanceof HTMLInputElement ? e.target.value : '');
                setActive(0);
              }}
            />
          </label>
          <div
            role="listbox"
            id={`${id}list`}
            aria-multiselectable={multi ? 'true' : 'false'}
            aria-label={label}
          >
            {shown.slice(0, 100).map((choice, i) => (
              <Option
                key={choice.value}
                id={`${id}o${i}`}
                active={i === active}
                selected={values.includes(choice.value)}
                onHover={() => setActive(i)}
                onPick={() => pick(choice)}
              >
                <ChoiceFace choice={choice} />
                {values.includes(choice.value) ? <Icon name="check" size={18} /> : null}
              </Option>
            ))}
            {shown.length ? null : <div class="option-none">Nothing found</div>}
          </div>
          {multi ? (
            <div class="select-done">
              <small>
                {values.length} of {most} chosen{values.length < least ? ` – at least ${least}` : ''}
              </small>
              <button type="button" class="button primary" onClick={() => close()}>
                Done
              </button>
            </div>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
