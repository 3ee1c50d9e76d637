import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { MODAL_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import type { FormQuestion } from '../model.ts';
import { REASON_MAX_LENGTH, SUBJECT_MAX_LENGTH } from '../schemas.ts';
import type { CategoryRow, Ticket } from '../views.ts';

type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;
const title = (text: string) => truncate(text, MODAL_LIMITS.title);

/** What a category asks; without questions of its own, what it is about and what happened. */
export function openModalFor(category: Pick<CategoryRow, 'id' | 'name' | 'form'>): ModalDialog {
  return {
    custom_id: customId('tickets', 'form', category.id),
    title: title(category.name),
    components:
      category.form.length > 0
        ? category.form.map(question)
        : [
            input('subject', 'Subject', { max_length: SUBJECT_MAX_LENGTH, required: true }),
            input('message', 'What is it about?', { style: 2, max_length: 4_000, required: true }),
          ],
  };
}

export function closeModal({ ticket, conversation }: Ticket): ModalDialog {
  return {
    custom_id: customId('tickets', 'close', ticket.id),
    title: title(`Close ticket #${conversation.number}`),
    components: [input('reason', 'Reason', { style: 2, max_length: REASON_MAX_LENGTH, required: false })],
  };
}

export function noteModal({ ticket, conversation }: Ticket): ModalDialog {
  return {
    custom_id: customId('tickets', 'note', ticket.id),
    title: title(`Note on ticket #${conversation.number}`),
    components: [input('content', 'Only the team sees it', { style: 2, max_length: 4_000, required: true })],
  };
}

export function renameModal({ ticket, conversation }: Ticket): ModalDialog {
  return {
    custom_id: customId('tickets', 'rename', ticket.id),
    title: title(`Rename ticket #${conversation.number}`),
    components: [
      input('subject', 'Subject', {
        max_length: SUBJECT_MAX_LENGTH,
        required: true,
        value: conversation.subject,
      }),
    ],
  };
}

export function tagsModal({ ticket, conversation }: Ticket): ModalDialog {
  return {
    custom_id: customId('tickets', 'tags', ticket.id),
    title: title(`Tags of ticket #${conversation.number}`),
    components: [
      input('tags', 'Tags, with commas between', {
        max_length: 1_000,
        required: false,
        value: conversation.tags.join(', '),
      }),
    ],
  };
}

function question(asked: FormQuestion): Label {
  const { id, label, description, style, placeholder, required, minLength, maxLength, options } = asked;
  const common = { type: 18 as const, label, ...(description ? { description } : {}) };
  if (style === 'select') {
    return {
      ...common,
      component: {
        type: 3,
        custom_id: id,
        required,
        ...(placeholder ? { placeholder } : {}),
        options: (options ?? []).map((option) => ({ label: option, value: option })),
      },
    };
  }
  return {
    ...common,
    component: {
      type: 4,
      custom_id: id,
      style: style === 'long' ? 2 : 1,
      required,
      ...(placeholder ? { placeholder } : {}),
      ...(minLength ? { min_length: minLength } : {}),
      max_length: maxLength ?? (style === 'long' ? 2_000 : 300),
    },
  };
}

function input(
  custom_id: string,
  label: string,
  more: { style?: 1 | 2; max_length: number; value?: string; required: boolean },
): Label {
  const { value, ...rest } = more;
  return {
    type: 18,
    label,
    component: { type: 4, custom_id, style: 1, ...rest, ...(value ? { value } : {}) },
  };
}
