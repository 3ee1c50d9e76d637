import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { text, user } from '../../../core/interactions/option.ts';
import { KEY_MAX_LENGTH, MESSAGE_MAX_LENGTH, TITLE_MAX_LENGTH } from '../limits.ts';

const run = () => import('./run-notice-command.ts');
const choose =
  (
    name: 'chooseNotice' | 'chooseOpen' | 'chooseState' | 'chooseCurrency' | 'chooseTime',
  ): AutocompleteHandler =>
  async (interaction) =>
    (await import('./choices.ts'))[name](interaction);
const options = (...values: string[]) => values.map((value) => ({ name: value, value }));

/** Previews ask the database more than once. */
const later = { answer: 'later', visible: 'invoker' } as const;
const title = text('A few words', { required: true, maxLength: TITLE_MAX_LENGTH });
const message = text('What people have to know', { required: true, maxLength: MESSAGE_MAX_LENGTH });
const affected = text('What is affected, separated by commas', { maxLength: 500 });
const when = 'tomorrow 22:00 · 2026-12-01 22:00 · in 2 hours';

/** `/notice …`: incidents, maintenance, payments and alerts; each is shown before it is posted. */
export const noticeCommand = slashCommandGroup({
  name: 'notice',
  description: 'Tell of incidents, maintenance, payments and alerts (staff)',
  subcommands: {
    status: subcommand({
      description: 'Tell that something does not work',
      ...later,
      access: 'notices:post',
      options: {
        title,
        message,
        impact: text('How bad it is', { choices: options('none', 'minor', 'major', 'critical') }),
        state: text('How far you are', {
          choices: options('investigating', 'identified', 'monitoring', 'resolved'),
        }),
        affected,
      },
      handle: async (interaction) => (await run()).status(interaction),
    }),
    maintenance: subcommand({
      description: 'Tell of planned work',
      ...later,
      access: 'notices:post',
      options: {
        title,
        message,
        starts: text(when, { required: true, maxLength: 100, autocomplete: choose('chooseTime') }),
        ends: text(when, { required: true, maxLength: 100, autocomplete: choose('chooseTime') }),
        affected,
      },
      handle: async (interaction) => (await run()).maintenance(interaction),
    }),
    alert: subcommand({
      description: 'Call somebody to what has to be looked at now',
      ...later,
      access: 'notices:alert',
      options: {
        title,
        message,
        severity: text('How bad it is', { choices: options('warning', 'critical') }),
        source: text('What noticed it', { maxLength: 80 }),
        key: text('Alerts of one key are one alert', { maxLength: KEY_MAX_LENGTH }),
      },
      handle: async (interaction) => (await run()).alert(interaction),
    }),
    billing: subcommand({
      description: 'Tell the admins’ channel of a payment, an invoice or a refund',
      ...later,
      access: 'notices:billing',
      options: {
        amount: text('Like 12.50', { required: true, maxLength: 20 }),
        type: text('What it is', {
          required: true,
          choices: options(
            'payment',
            'invoice',
            'refund',
            'failed-payment',
            'subscription',
            'cancellation',
            'chargeback',
            'other',
          ),
        }),
        description: text('What for', { maxLength: 1_000 }),
        currency: text('USD, if you choose nothing', {
          maxLength: 60,
          autocomplete: choose('chooseCurrency'),
        }),
        customer: user('Whom it concerns; they are told where they chose'),
      },
      handle: async (interaction) => (await run()).billing(interaction),
    }),
    update: subcommand({
      description: 'Say how one goes on',
      ...later,
      access: 'notices:read',
      options: {
        notice: text('Its number or title', { required: true, autocomplete: choose('chooseOpen') }),
        state: text('How far you are', { maxLength: 20, autocomplete: choose('chooseState') }),
        message: text('What people have to know', { maxLength: MESSAGE_MAX_LENGTH }),
        ends: text('New end of a maintenance', { maxLength: 100, autocomplete: choose('chooseTime') }),
      },
      handle: async (interaction) => (await run()).update(interaction),
    }),
    list: subcommand({
      description: 'What goes on and what was last',
      ...later,
      access: 'notices:read',
      handle: async (interaction) => (await run()).list(interaction),
    }),
    show: subcommand({
      description: 'Show one, with where it was posted',
      ...later,
      access: 'notices:read',
      options: {
        notice: text('Its number or title', { required: true, autocomplete: choose('chooseNotice') }),
      },
      handle: async (interaction) => (await run()).show(interaction),
    }),
  },
});
