import { channelField, defineSettings, switchField } from '../../core/settings/definition.ts';

export const webhooksSettings = defineSettings('webhooks', {
  alertChannel: channelField({
    title: 'Channel for warnings',
    help: 'Where it is said that a webhook fails, was switched off or answers again.',
  }),
  alertCreator: switchField({
    title: 'Write to whoever set it up',
    help: 'The same by direct message to the person who made the endpoint.',
    default: true,
  }),
});
