import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';

type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;

export const replyModal = (id: string, title: string, value = ''): ModalDialog => ({
  custom_id: customId('inbox', 'reply', id),
  title: truncate(title, 45),
  components: [
    input('content', 'Your answer', 'It is sent as a direct message.', {
      style: 2,
      max_length: MESSAGE_LIMITS.content,
      required: true,
      value,
    }),
  ],
});

export const snoozeModal = (id: string, number: number): ModalDialog => ({
  custom_id: customId('inbox', 'snooze', id),
  title: `Put #${number} aside`,
  components: [
    input('until', 'Until when', 'Like “in 2 hours”, “tomorrow 9:00” or “next friday 10:00”.', {
      max_length: 60,
      required: true,
      value: 'tomorrow 9:00',
    }),
  ],
});

export const contactModal = (): ModalDialog => ({
  custom_id: customId('inbox', 'contact'),
  title: 'Write to the team',
  components: [
    input('content', 'Your message', 'The answer comes as a direct message from this bot.', {
      style: 2,
      max_length: MESSAGE_LIMITS.content,
      required: true,
    }),
  ],
});

function input(
  custom_id: string,
  label: string,
  description: string,
  more: { style?: 1 | 2; max_length: number; value?: string; required?: boolean },
): Label {
  const { value, ...rest } = more;
  return {
    type: 18,
    label,
    description,
    component: { type: 4, custom_id, style: 1, ...rest, ...(value ? { value } : {}) },
  };
}
