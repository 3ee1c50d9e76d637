import type { Component } from '../state/wire.ts';
import { FilePicker } from './file-picker.tsx';
import { initialValues, Select } from './select.tsx';

/** What a person has put into one field, whatever its type. */
export interface Answer {
  text: string;
  values: string[];
  on: boolean;
  files: File[];
}
export const initialAnswer = (f: Component): Answer => ({
  text: f.value ?? '',
  values: initialValues(f),
  on: f.type === 23 && f.default === true,
  files: [],
});

const isRequired = (f: Component): boolean => f.required !== false;
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Why Discord's client would not send this field yet, or null. */
export function problemIn(f: Component, a: Answer): string | null {
  if (f.type === 4) {
    if (!a.text) return isRequired(f) ? 'This field is required.' : null;
    if (f.min_length && a.text.length < f.min_length)
      return `Must be at least ${plural(f.min_length, 'character')}.`;
    if (f.max_length && a.text.length > f.max_length)
      return `Must be at most ${plural(f.max_length, 'character')}.`;
    return null;
  }
  if (f.type === 23) return null;
  const count = f.type === 19 ? a.files.length : a.values.length;
  if (!count) return isRequired(f) && (f.min_values ?? 1) > 0 ? 'This field is required.' : null;
  if (f.type !== 21 && count < (f.min_values ?? 1)) return `Choose at least ${f.min_values}.`;
  const most = f.max_values ?? (f.type === 22 ? (f.options?.length ?? 10) : 1);
  return f.type !== 21 && count > most ? `Choose at most ${most}.` : null;
}

/** The field as it goes over the wire. */
export function answerOf(f: Component, a: Answer, uploads: string[]): Record<string, unknown> {
  const head = { type: f.type, id: f.id, custom_id: f.custom_id };
  if (f.type === 4) return { ...head, value: a.text };
  if (f.type === 23) return { ...head, value: a.on };
  if (f.type === 21) return { ...head, value: a.values[0] ?? null };
  return { ...head, values: f.type === 19 ? uploads : a.values };
}

interface Props {
  field: Component;
  label: string;
  answer: Answer;
  problem: string | null;
  onAnswer: (answer: Answer) => void;
}
export function ModalField({ field: f, label, answer, problem, onAnswer }: Props) {
  const invalid = problem ? 'true' : 'false';
  const text = (e: Event) =>
    (e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) &&
    onAnswer({ ...answer, text: e.target.value });
  switch (f.type) {
    case 4: {
      const shared = {
        value: answer.text,
        placeholder: f.placeholder,
        maxLength: f.max_length ?? 4000,
        'aria-label': label,
        'aria-required': isRequired(f) ? 'true' : 'false',
        'aria-invalid': invalid,
        onInput: text,
      };
      return (
        <div class="text-input">
          {f.style === 2 ? <textarea rows={5} {...shared} /> : <input type="text" {...shared} />}
          {f.max_length ? (
            <small class="text-count">
              {answer.text.length}/{f.max_length}
            </small>
          ) : null}
        </div>
      );
    }
    case 19:
      return (
        <FilePicker
          label={label}
          most={f.max_values ?? 1}
          files={answer.files}
          onFiles={(files) => onAnswer({ ...answer, files })}
        />
      );
    case 21:
    case 22: {
      const many = f.type === 22;
      const toggle = (value: string) => {
        const on = answer.values.includes(value);
        const values = many
          ? on
            ? answer.values.filter((v) => v !== value)
            : [...answer.values, value]
          : [value];
        onAnswer({ ...answer, values });
      };
      return (
        <fieldset class="options" aria-label={label}>
          {f.options?.map((o) => (
            <label class="option-row" key={o.value}>
              <input
                type={many ? 'checkbox' : 'radio'}
                name={f.custom_id}
                checked={answer.values.includes(o.value)}
                onInput={() => toggle(o.value)}
              />
              <span>
                {o.label}
                {o.description ? <small>{o.description}</small> : null}
              </span>
            </label>
          ))}
        </fieldset>
      );
    }
    case 23:
      return (
        <label class="option-row">
          <input
            type="checkbox"
            checked={answer.on}
            onInput={() => onAnswer({ ...answer, on: !answer.on })}
          />
          <span>{label}</span>
        </label>
      );
    default:
      return (
        <Select
          select={f}
          initial={answer.values}
          label={label}
          invalid={problem !== null}
          onChange={(values) => onAnswer({ ...answer, values })}
        />
      );
  }
}
