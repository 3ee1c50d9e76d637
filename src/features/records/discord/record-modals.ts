import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { truncate } from '../../../discord/text.ts';
import type { LoadedRecord } from '../find-record.ts';
import { type KindField, type RecordKind, TITLE_MAX_LENGTH } from '../kinds.ts';
import { MACHINE_NAME_MAX_LENGTH } from '../limits.ts';
import { COMMENT_MAX_LENGTH } from '../new-comment.ts';

export type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;

/** A select needs a value for "none of these"; no choice of a kind is called so. */
const NO_CHOICE = '-';

/** Asks for a new record of one kind. The machine is asked for only if the command did not name it. */
export function createRecordModal(kind: RecordKind, machineId = '', parentId = ''): ModalDialog {
  return {
    // 36 characters each and the kind's name stay within Discord's 100.
    custom_id: customId('records', 'create', kind.name, shortId(machineId), shortId(parentId)),
    title: `New ${kind.title.toLowerCase()}`,
    components: [titleInput(''), ...(machineId ? [] : [machineInput('')]), ...kindInputs(kind, {})],
  };
}

export function editRecordModal({ row, machine }: LoadedRecord, kind: RecordKind): ModalDialog {
  return {
    custom_id: customId('records', 'edit-record', row.id),
    title: truncate(`Edit #${row.number}`, 45),
    components: [titleInput(row.title), machineInput(machine?.name ?? ''), ...kindInputs(kind, row.fields)],
  };
}

export const reasonModal = (handler: 'close-record' | 'reopen-record', recordId: string): ModalDialog => ({
  custom_id: customId('records', handler, recordId),
  title: handler === 'close-record' ? 'Close the record' : 'Reopen the record',
  components: [paragraph('reason', 'Reason', 'Kept as a comment. You can leave it empty.', false)],
});

export const commentModal = (recordId: string): ModalDialog => ({
  custom_id: customId('records', 'comment-record', recordId),
  title: 'Comment',
  components: [paragraph('body', 'Comment', undefined, true)],
});

/** UUIDs without dashes: two of them fit into a custom id. */
const shortId = (uuid: string): string => uuid.replaceAll('-', '');
export const longId = (short: string): string =>
  short.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What was entered for the kind's own fields, empty for what was left out. */
export const readKindFields = (
  kind: RecordKind,
  fields: ReadonlyMap<string, string | readonly string[]>,
): Record<string, string> =>
  Object.fromEntries(
    kind.fields.map(({ name }) => {
      const text = fieldText(fields, name);
      return [name, text === NO_CHOICE ? '' : text];
    }),
  );

export const titleInput = (value: string): Label => ({
  type: 18,
  label: 'Title',
  component: {
    type: 4,
    custom_id: 'title',
    style: 1,
    required: true,
    max_length: TITLE_MAX_LENGTH,
    ...(value ? { value } : {}),
  },
});

export const machineInput = (value: string): Label => ({
  type: 18,
  label: 'Machine',
  description: 'Its name or a short name of it. Leave empty if it is about none.',
  component: {
    type: 4,
    custom_id: 'machine',
    style: 1,
    required: false,
    max_length: MACHINE_NAME_MAX_LENGTH,
    ...(value ? { value } : {}),
  },
});

export function kindInputs(kind: RecordKind, values: Record<string, string>): Label[] {
  return kind.fields.map((field) => {
    const label = { type: 18 as const, label: field.label, description: truncate(field.description, 100) };
    const value = values[field.name];
    if (field.choices) return { ...label, component: choice(field, field.choices, value) };
    return {
      ...label,
      component: {
        type: 4,
        custom_id: field.name,
        style: field.style === 'paragraph' ? 2 : 1,
        required: field.required,
        max_length: field.maxLength,
        ...(value ? { value } : {}),
      },
    };
  });
}

function choice(field: KindField, choices: readonly string[], value: string | undefined): Label['component'] {
  const option = (text: string) => ({ label: text, value: text, default: text === value });
  const none = { label: 'Not set', value: NO_CHOICE, default: value === undefined };
  return {
    type: 3,
    custom_id: field.name,
    required: field.required,
    options: [...(field.required ? [] : [none]), ...choices.map(option)],
  };
}

const paragraph = (
  name: string,
  label: string,
  description: string | undefined,
  required: boolean,
): Label => ({
  type: 18,
  label,
  ...(description ? { description } : {}),
  component: { type: 4, custom_id: name, style: 2, required, max_length: COMMENT_MAX_LENGTH },
});
