import { channelField, defineSettings } from '../../core/settings/definition.ts';

export const webhooksSettings = defineSettings('webhooks', {
  alertChannel: channelField({
    title: 'Channel for warnings',
    help: 'Where it is said that a webhook fails, was switched off or answers again.',
  }),
});
