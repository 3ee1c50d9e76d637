import type { FormValues } from '../../../core/web/form-values.ts';
import type { Condition } from '../../../core/webhooks/match-event.ts';
import type { CreateEndpointInput } from '../actions/create-endpoint.ts';

type Value = string | number | boolean | null;

/** The rows of the form that say where to look; the actions check them. */
export function readConditions(form: FormValues): NonNullable<CreateEndpointInput['conditions']> {
  const ops = form.all('condition.op');
  const values = form.all('condition.value');
  return form.all('condition.path').flatMap((path, at) => {
    const text = (values[at] ?? '').trim();
    if (path.trim() === '' && text === '') return [];
    // Safe because the schema of the action refuses any other word.
    const op = (ops[at] ?? 'eq') as Condition['op'];
    return { path: path.trim(), op, ...readValue(op, text) };
  });
}

function readValue(op: Condition['op'], text: string): { value?: Value | Value[] } {
  if (op === 'in') return { value: splitValues(text).map(scalar) };
  if (text === '' && op === 'exists') return {};
  return { value: scalar(text) };
}

/** `part, "a, b", 5`: commas within quotes part nothing. */
const splitValues = (text: string): string[] =>
  (text.match(/"[^"]*"|[^,]+/g) ?? []).map((part) => part.trim()).filter(Boolean);

function scalar(text: string): Value {
  if (/^".*"$/s.test(text)) return text.slice(1, -1);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const known: Record<string, boolean | null> = {
    yes: true,
    true: true,
    no: false,
    false: false,
    null: null,
  };
  return Object.hasOwn(known, text) ? (known[text] ?? null) : text;
}

/** A condition's value as it is typed: read again it is the same. */
export function conditionText(value: Condition['value']): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(conditionText).join(', ');
  if (typeof value !== 'string') return String(value);
  return scalar(value) !== value || value.includes(',') || value.trim() !== value ? `"${value}"` : value;
}

/** How a channel gathers events, or null where the switch is off. */
export function readDigest(form: FormValues): CreateEndpointInput['digest'] {
  if (!form.has('digest')) return null;
  // What is no number reaches the schema as such, which says so at its input.
  const minutes = (name: string) => Number((form.text(name) ?? '').trim() || Number.NaN);
  return {
    quietMinutes: minutes('digest.quietMinutes'),
    capMinutes: minutes('digest.capMinutes'),
    bypass: (form.text('digest.bypass') ?? '').split(/[\s,;]+/).filter(Boolean),
  };
}
