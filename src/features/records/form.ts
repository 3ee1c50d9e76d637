import { type KindField, type RecordKind, TITLE_MAX_LENGTH } from './kinds.ts';

/** A machine as a form offers it. */
export interface MachineChoice {
  id: string;
  name: string;
  aliases: readonly string[];
}

/** What a person entered; `machine` is an id from a list or a name as typed, empty for none. */
export interface FormInput {
  title: string;
  machine: string;
  fields: Record<string, string>;
}

export interface FormResult {
  title: string;
  /** Undefined if what was entered names none or several. */
  machine: MachineChoice | null | undefined;
  fields: Record<string, string>;
  /** What could not be taken as it was entered, as sentences. */
  warnings: string[];
}

/**
 * Checks what was entered against the kind. Nothing that was typed is refused and lost: what doesn't fit is left
 * out and named in `warnings`, so that the person sees it before the record exists.
 */
export function readForm(kind: RecordKind, input: FormInput, machines: readonly MachineChoice[]): FormResult {
  const warnings: string[] = [];
  const title = oneLine(input.title).slice(0, TITLE_MAX_LENGTH).trim();
  if (!title) warnings.push('The title was empty.');
  const machine = findChoice(machines, input.machine);
  if (machine === undefined)
    warnings.push(
      `No machine is called “${oneLine(input.machine)}”. Choose one with *Edit*, or leave it out.`,
    );
  const fields = Object.fromEntries(
    kind.fields.flatMap((field): [string, string][] => {
      const value = readValue(field, input.fields[field.name] ?? '');
      if (value === undefined)
        warnings.push(`${field.label} has to be one of ${field.choices?.join(', ') ?? ''}.`);
      return value ? [[field.name, value]] : [];
    }),
  );
  return { title, machine, fields, warnings };
}

function readValue(field: KindField, entered: string): string | undefined {
  const text = (field.style === 'paragraph' ? entered.toWellFormed() : oneLine(entered)).trim();
  if (field.style !== 'choice' || text === '') return text.slice(0, field.maxLength);
  return field.choices?.find((choice) => choice.toLowerCase() === text.toLowerCase());
}

/** `null` for an empty text, `undefined` for one that names no machine or several. */
function findChoice(machines: readonly MachineChoice[], text: string): MachineChoice | null | undefined {
  const wanted = oneLine(text).toLowerCase();
  if (!wanted) return null;
  const byId = machines.find(({ id }) => id === wanted);
  if (byId) return byId;
  const byName = machines.filter(({ name }) => name.toLowerCase() === wanted);
  const found = byName.length > 0 ? byName : machines.filter((machine) => answersTo(machine, wanted));
  return found.length === 1 ? found[0] : undefined;
}

const answersTo = (machine: MachineChoice, wanted: string): boolean =>
  machine.aliases.some((alias) => alias.toLowerCase() === wanted);

const oneLine = (text: string): string => text.toWellFormed().replace(/\s+/g, ' ').trim();
