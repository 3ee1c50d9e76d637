import { InputError } from '../../core/errors.ts';
import { findKind, type RecordKind, recordKinds, TITLE_MAX_LENGTH } from './kinds.ts';

/** The kind of that name. Throws InputError that lists the known ones. */
export function requireKind(name: string): RecordKind {
  const kind = findKind(name);
  if (kind) return kind;
  const known = recordKinds.map((one) => one.name).join(', ');
  throw new InputError(`kind: choose one of ${known}.`, { kind: `Choose one of ${known}.` });
}

/** A title on one line, as records keep it. Throws InputError when it is empty or too long. */
export function parseTitle(text: string): string {
  const title = text.toWellFormed().replace(/\s+/g, ' ').trim();
  const problem =
    title === ''
      ? 'Give it a title.'
      : [...title].length > TITLE_MAX_LENGTH
        ? `At most ${TITLE_MAX_LENGTH} characters.`
        : undefined;
  if (problem) throw new InputError(`title: ${problem}`, { title: problem });
  return title;
}

/**
 * Checks a kind's own fields: unknown names, lengths, choices, what is required. Empty texts are left out.
 * Throws one InputError that names every field that is wrong.
 */
export function parseFields(
  kind: RecordKind,
  input: Readonly<Record<string, string>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  const problems: Record<string, string> = {};
  for (const [name, raw] of Object.entries(input)) {
    const field = kind.fields.find((one) => one.name === name);
    const text = raw.toWellFormed().trim();
    if (!field) {
      problems[`fields.${name}`] = `A ${kind.title.toLowerCase()} has no such field.`;
    } else if ([...text].length > field.maxLength) {
      problems[`fields.${name}`] = `At most ${field.maxLength} characters.`;
    } else if (text !== '' && field.choices && !field.choices.includes(text)) {
      problems[`fields.${name}`] = `Choose one of ${field.choices.join(', ')}.`;
    } else if (text !== '') values[name] = text;
  }
  for (const field of kind.fields) {
    if (field.required && !Object.hasOwn(values, field.name)) {
      problems[`fields.${field.name}`] ??= 'This is required.';
    }
  }
  const [first] = Object.entries(problems);
  if (first) throw new InputError(`${first[0]}: ${first[1]}`, problems);
  return values;
}
