import { customId } from '../../../core/interactions/custom-id.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { COMPONENT_LIMITS, MODAL_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import type { FormInput, MachineChoice } from '../form.ts';
import type { RecordKind } from '../kinds.ts';
import type { ReviewSuggestion } from '../review.ts';
import { kindInputs, type Label, machineInput, readKindFields, titleInput } from './record-modals.ts';

/** A select needs a value for "no machine"; no id looks like it. */
const NO_MACHINE = '-';

export function editSuggestionModal(
  analysisId: string,
  kind: RecordKind,
  suggestion: ReviewSuggestion,
  machines: readonly MachineChoice[],
): ModalDialog {
  return {
    custom_id: customId('records', 'edit', analysisId, suggestion.position),
    title: truncate(`Edit ${kind.title.toLowerCase()}`, MODAL_LIMITS.title),
    components: [
      titleInput(suggestion.title),
      ...machineChoice(machines, suggestion.machine),
      ...kindInputs(kind, suggestion.fields),
    ],
  };
}

export function fillModal(
  analysisId: string,
  kind: RecordKind,
  machines: readonly MachineChoice[],
): ModalDialog {
  return {
    custom_id: customId('records', 'fill', analysisId, kind.name),
    title: truncate(`New ${kind.title.toLowerCase()}`, MODAL_LIMITS.title),
    components: [titleInput(''), ...machineChoice(machines, null), ...kindInputs(kind, {})],
  };
}

export function readSuggestionForm(
  kind: RecordKind,
  fields: ReadonlyMap<string, string | readonly string[]>,
): FormInput {
  const machine = fieldText(fields, 'machine');
  return {
    title: fieldText(fields, 'title'),
    machine: machine === NO_MACHINE ? '' : machine,
    fields: readKindFields(kind, fields),
  };
}

/** A list where it holds all machines, else a text; a server without machines is not asked. */
function machineChoice(
  machines: readonly MachineChoice[],
  chosen: { id: string; name: string } | null,
): Label[] {
  // A machine that was archived meanwhile stays what it is unless somebody chooses another one.
  const known = machines.some(({ id }) => id === chosen?.id);
  const offered = chosen && !known ? [{ ...chosen }, ...machines] : machines;
  if (offered.length === 0) return [];
  if (offered.length >= COMPONENT_LIMITS.selectOptions) return [machineInput(chosen?.name ?? '')];
  const option = ({ id, name }: { id: string; name: string }) => ({
    label: truncate(name, COMPONENT_LIMITS.selectOptionText),
    value: id,
    default: id === chosen?.id,
  });
  const none = { label: 'None', value: NO_MACHINE, default: !chosen };
  return [
    {
      type: 18,
      label: 'Machine',
      component: {
        type: 3,
        custom_id: 'machine',
        required: false,
        options: [none, ...offered.map(option)],
      },
    },
  ];
}
