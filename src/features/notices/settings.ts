import { channelField, defineSettings, numberField, rolesField } from '../../core/settings/definition.ts';

export const noticesSettings = defineSettings('notices', {
  billingChannel: channelField({
    title: 'Channel for billing',
    help: 'Payments, invoices and refunds. Only a channel that @everyone cannot see is taken.',
    setup: 'useful',
    hidden: true,
  }),
  statusChannel: channelField({
    title: 'Channel for system status',
    help: 'Incidents: one message each, edited as things go on, with the updates in a thread.',
    setup: 'useful',
  }),
  maintenanceChannel: channelField({
    title: 'Channel for maintenance',
    help: 'Planned work, with a reminder before it begins.',
    setup: 'useful',
  }),
  alertChannel: channelField({
    title: 'Channel for critical alerts',
    help: 'What somebody has to look at now, with a button to take it.',
    setup: 'useful',
  }),
  alertRoles: rolesField({
    title: 'Roles that alerts ping',
    help: 'Only alerts ping them. Everybody must be allowed to mention them, or the bot must be.',
  }),
  reminderMinutes: numberField({
    title: 'Remind of maintenance, minutes before',
    help: '0: no reminder.',
    default: 60,
    min: 0,
    max: 10_080,
  }),
  escalateMinutes: numberField({
    title: 'Say an alert again after minutes',
    help: 'When nobody has taken it by then; three times at most. 0: never.',
    default: 15,
    min: 0,
    max: 1_440,
  }),
  holdMinutes: numberField({
    title: 'Hold-down of alerts in minutes',
    help: 'An alert that comes back so soon after its end opens the old message again and pings nobody.',
    default: 10,
    min: 0,
    max: 1_440,
  }),
});

/** The setting that names the channel of a kind. */
export const CHANNEL_SETTINGS = {
  billing: 'billingChannel',
  status: 'statusChannel',
  maintenance: 'maintenanceChannel',
  alert: 'alertChannel',
} as const;
