import { useEffect, useId, useRef, useState } from 'hono/jsx/dom';
import { type Filled, optionTypes } from '../state/commands.ts';
import { autocomplete } from '../state/interactions.ts';
import { get } from '../state/store.ts';
import type { CommandOption, Id } from '../state/wire.ts';
import { ChoiceFace } from './choice-face.tsx';
import { Option } from './option.tsx';
import { type Choice, channelChoices, roleChoices, userChoices } from './select-options.ts';

interface Props {
  option: CommandOption;
  channel: Id;
  filled?: Filled;
  invalid: boolean;
  /** The interaction's data with this option focused, for autocomplete. */
  data: (text: string) => Record<string, unknown>;
  onChange: (filled: Filled) => void;
  onFocus: () => void;
  onEmptyBackspace: () => void;
  onSubmit: () => void;
}
type Item = Choice & { actual: string | number | boolean };

function fixedItems(option: CommandOption, channel: Id): Item[] | null {
  const s = get();
  const plain = (choices: Choice[]): Item[] => choices.map((c) => ({ ...c, actual: c.value }));
  switch (option.type) {
    case optionTypes.boolean:
      return [true, false].map((b) => ({
        kind: 'text',
        value: String(b),
        label: b ? 'True' : 'False',
        actual: b,
      }));
    case optionTypes.user:
      return plain(userChoices(s, channel));
    case optionTypes.role:
      return plain(roleChoices(s, channel));
    case optionTypes.channel:
      return plain(channelChoices(s, channel, option.channel_types));
    case optionTypes.mentionable:
      return plain([...userChoices(s, channel), ...roleChoices(s, channel)]);
    default:
      return (
        option.choices?.map((c) => ({
          kind: 'text',
          value: String(c.value),
          label: c.name,
          actual: c.value,
        })) ?? null
      );
  }
}

/** Pause after the last key before the application is asked, in milliseconds. */
const debounce = 200;

export function OptionField({
  option,
  channel,
  filled,
  invalid,
  data,
  onChange,
  onFocus,
  onEmptyBackspace,
  onSubmit,
}: Props) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [answers, setAnswers] = useState<Item[] | null>(null);
  const [state, setState] = useState('');
  const asked = useRef(0);
  const id = useId();
  const text = filled?.text ?? '';
  const fixed = fixedItems(option, channel);
  const chosen = filled?.value != null;
  const items = option.autocomplete
    ? (answers ?? [])
    : (fixed ?? [])
        .filter((i) => chosen || `${i.label} ${i.detail ?? ''}`.toLowerCase().includes(text.toLowerCase()))
        .slice(0, 25);

  useEffect(() => {
    if (!option.autocomplete || !open || chosen) return;
    const turn = ++asked.current;
    setState('Loading options…');
    const timer = setTimeout(async () => {
      const { choices, reason } = await autocomplete(channel, data(text));
      if (turn !== asked.current) return;
      setAnswers(
        (choices ?? []).map((c) => ({
          kind: 'text',
          value: String(c.value),
          label: c.name,
          actual: c.value,
        })),
      );
      setState(choices ? 'No options match your search.' : `Loading options failed. ${reason ?? ''}`);
      setActive(0);
    }, debounce);
    return () => clearTimeout(timer);
  }, [open, text, chosen]);

  const pick = (item: Item) => {
    onChange({ text: item.label, value: item.actual });
    setOpen(false);
    const fields = [...document.querySelectorAll<HTMLElement>('.command-form .option-input')];
    const here = fields.findIndex((f) => f.id === id);
    fields
      .slice(here + 1)
      .find((f) => f instanceof HTMLInputElement && !f.value)
      ?.focus();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    const item = items[active];
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step && items.length) {
      e.preventDefault();
      setOpen(true);
      setActive((active + step + items.length) % items.length);
    } else if (
      (e.key === 'Enter' || e.key === 'Tab') &&
      open &&
      item &&
      !chosen &&
      (text || fixed || e.key === 'Enter')
    ) {
      if (e.key === 'Tab' && !text) return;
      e.preventDefault();
      pick(item);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      onSubmit();
    } else if (e.key === 'Escape' && open) {
      e.preventDefault();
      setOpen(false);
    } else if (e.key === 'Backspace' && !text) {
      e.preventDefault();
      onEmptyBackspace();
    }
  };

  if (option.type === optionTypes.attachment)
    return (
      <label class={`option-chip${invalid ? ' invalid' : ''}`} data-option={option.name}>
        <span>{option.name}</span>
        <input
          class="option-input file"
          type="file"
          aria-label={option.name}
          onFocus={onFocus}
          onInput={(e: Event) => {
            const file = e.target instanceof HTMLInputElement ? e.target.files?.[0] : undefined;
            if (file) onChange({ text: file.name, value: '0', file });
          }}
        />
      </label>
    );
  const listed = open && (fixed !== null || option.autocomplete === true);
  const combobox =
    fixed || option.autocomplete
      ? {
          role: 'combobox',
          'aria-expanded': listed ? 'true' : 'false',
          'aria-controls': `${id}list`,
          'aria-activedescendant': listed && items[active] ? `${id}-${active}` : undefined,
        }
      : {};
  return (
    <label class={`option-chip${invalid ? ' invalid' : ''}`} data-option={option.name}>
      <span>{option.name}</span>
      <input
        id={id}
        class="option-input"
        type="text"
        inputMode={
          option.type === optionTypes.integer
            ? 'numeric'
            : option.type === optionTypes.number
              ? 'decimal'
              : 'text'
        }
        autocomplete="off"
        size={Math.max(8, Math.min(text.length + 1, 40))}
        value={text}
        aria-label={`${option.name}: ${option.description}`}
        aria-required={option.required ? 'true' : 'false'}
        aria-invalid={invalid ? 'true' : 'false'}
        {...combobox}
        onFocus={() => {
          onFocus();
          setActive(0);
          setOpen(true);
        }}
        onBlur={() => setOpen(false)}
        onInput={(e: Event) => {
          onChange({ text: e.target instanceof HTMLInputElement ? e.target.value : '', value: null });
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
      />
      {listed ? (
        <div class="suggestions option-list">
          <div class="suggestions-title">{option.name}</div>
          <div role="listbox" id={`${id}list`} aria-label={option.name}>
            {items.map((item, i) => (
              <Option
                key={item.value}
                id={`${id}-${i}`}
                active={i === active}
                selected={i === active}
                onHover={() => setActive(i)}
                onPick={() => pick(item)}
              >
                <ChoiceFace choice={item} />
              </Option>
            ))}
            {items.length ? null : <div class="option-none">{state || 'No options match your search.'}</div>}
          </div>
        </div>
      ) : null}
    </label>
  );
}
