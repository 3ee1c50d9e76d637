import { flushSync, useEffect, useRef, useState } from 'hono/jsx/dom';
import { messageOf } from '../state/api.ts';
import { commandData, type Entry, type Filled, optionTypes, problemOf, upload } from '../state/commands.ts';
import { runCommand } from '../state/interactions.ts';
import { toast, useStore } from '../state/store.ts';
import type { Id } from '../state/wire.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { OptionField } from './option-field.tsx';

interface Props {
  entry: Entry;
  channel: Id;
  /** What was typed after the command's name: it becomes the first option's text. */
  typed: string;
  onClose: () => void;
}
/** The composer while a command is being filled in: its name, one chip per option, checks before sending. */
export function CommandForm({ entry, channel, typed, onClose }: Props) {
  const bot = useStore((s) => s.bot);
  const [values, setValues] = useState<Record<string, Filled>>(() => {
    const [first] = entry.options.filter((o) => o.required);
    return first && typed ? { [first.name]: { text: typed, value: null } } : {};
  });
  const [added, setAdded] = useState<string[]>(entry.options.filter((o) => o.required).map((o) => o.name));
  const [touched, setTouched] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const shown = added
    .map((name) => entry.options.find((o) => o.name === name))
    .filter((o) => o !== undefined);
  const rest = entry.options.filter((o) => !added.includes(o.name));
  const current = entry.options.find((o) => o.name === focused);

  const focusField = (name?: string) => {
    const field = name
      ? form.current?.querySelector<HTMLElement>(`[data-option="${name}"] .option-input`)
      : form.current?.querySelector<HTMLElement>('.option-input, button[type=submit]');
    field?.focus();
  };
  useEffect(() => {
    focusField();
  }, []);

  const submit = async () => {
    const wrong = shown.find((o) => problemOf(o, values[o.name]));
    if (wrong) {
      setTouched(true);
      focusField(wrong.name);
      return;
    }
    setBusy(true);
    const ready = { ...values };
    try {
      for (const option of shown) {
        const filled = ready[option.name];
        if (option.type !== optionTypes.attachment || !filled?.file) continue;
        const [id] = await upload([filled.file]);
        ready[option.name] = { ...filled, value: id ?? null };
      }
      onClose();
      await runCommand(channel, `/${entry.label}`, commandData(entry, ready));
    } catch (error) {
      toast('File not uploaded', messageOf(error));
      setBusy(false);
    }
  };
  const add = (name: string) => {
    // At once, so that no key typed right after the click is lost.
    flushSync(() => setAdded([...added, name]));
    focusField(name);
  };

  return (
    <form
      class="composer command-form"
      ref={form}
      aria-label={`/${entry.label}`}
      onSubmit={(e: Event) => {
        e.preventDefault();
        void submit();
      }}
      onKeyDown={(e: KeyboardEvent) => {
        if (e.key === 'Escape' && !e.defaultPrevented) {
          e.stopPropagation();
          onClose();
        }
      }}
    >
      <div class="option-help" aria-live="polite">
        {current ? (
          <span>
            <strong>{current.name}</strong> {current.description}
            {touched && problemOf(current, values[current.name]) ? (
              <b class="problem"> {problemOf(current, values[current.name])}</b>
            ) : null}
          </span>
        ) : (
          <span>{entry.description}</span>
        )}
      </div>
      <div class="composer-line wrap">
        {bot ? <Avatar user={bot} size={24} /> : null}
        <strong class="command-name">/{entry.label}</strong>
        {shown.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            channel={channel}
            filled={values[option.name]}
            invalid={touched && problemOf(option, values[option.name]) !== null}
            data={(text) =>
              commandData(entry, { ...values, [option.name]: { text, value: null } }, option.name)
            }
            onChange={(filled) => setValues((v) => ({ ...v, [option.name]: filled }))}
            onFocus={() => setFocused(option.name)}
            onEmptyBackspace={() => {
              if (option.required) return onClose();
              setAdded(added.filter((n) => n !== option.name));
              setValues(({ [option.name]: _, ...others }) => others);
              focusField(added[added.indexOf(option.name) - 1]);
            }}
            onSubmit={() => void submit()}
          />
        ))}
        {rest.length ? (
          <span class="more-options">
            {rest.slice(0, 5).map((o) => (
              <button
                type="button"
                key={o.name}
                class="option-add"
                title={o.description}
                onClick={() => add(o.name)}
              >
                + {o.name}
              </button>
            ))}
            {rest.length > 5 ? <small>and {rest.length - 5} more</small> : null}
          </span>
        ) : null}
        <span class="spacer" />
        <button type="button" class="plain tool" aria-label="Cancel command" onClick={onClose}>
          <Icon name="close" />
        </button>
        <button type="submit" class="plain tool send" aria-label="Run command" disabled={busy}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
