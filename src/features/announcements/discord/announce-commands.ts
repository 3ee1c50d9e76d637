import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { channel, flag, role, text } from '../../../core/interactions/option.ts';
import { NAME_MAX_LENGTH } from '../limits.ts';

const run = () => import('./run-announce-command.ts');
const choose =
  (name: 'chooseAnnouncement' | 'chooseWhen' | 'chooseZone'): AutocompleteHandler =>
  async (interaction) =>
    (await import('./choices.ts'))[name](interaction);

const announcement = text('Its number or name', {
  required: true,
  autocomplete: choose('chooseAnnouncement'),
});
const now = { answer: 'now', visible: 'invoker' } as const;
/** Text and announcement channels and threads. */
const channelTypes = [0, 5, 10, 11, 12];
const when = 'tomorrow 18:00 · 2026-12-01 18:00 · in 2 hours · every friday 18:00 · 0 18 * * FRI';
const common = {
  name: text('What you call it; others do not see it', { maxLength: NAME_MAX_LENGTH }),
  channel: channel('Where to post; here, if you choose nothing', { channelTypes }),
  webhook: flag('Post through a Discord webhook; the form then asks for its address'),
  endpoints: flag('Post nothing in Discord; only tell the webhook endpoints that listen'),
  time_zone: text('The server’s, if you choose nothing', {
    maxLength: 64,
    autocomplete: choose('chooseZone'),
  }),
  ping: role('A role to ping (admins)'),
  ping_2: role('Another role to ping (admins)'),
  ping_3: role('A third role to ping (admins)'),
};
const manage = { ...now, access: 'announcements:manage', options: { announcement } } as const;

/** `/announce …`: messages that are posted at a time. */
export const announceCommand = slashCommandGroup({
  name: 'announce',
  description: 'Messages that are posted at a time, once or again and again',
  subcommands: {
    create: subcommand({
      description: 'Write a message and say when it is to be posted',
      ...now,
      access: 'announcements:manage',
      options: {
        when: text(when, { required: true, maxLength: 100, autocomplete: choose('chooseWhen') }),
        ...common,
      },
      handle: async (interaction) => (await run()).create(interaction),
    }),
    list: subcommand({
      description: 'What is planned, and what has been posted',
      ...now,
      access: 'announcements:read',
      handle: async (interaction) => (await run()).list(interaction),
    }),
    show: subcommand({
      description: 'Show one as it will be posted, with its next times and its history',
      ...now,
      access: 'announcements:read',
      options: { announcement },
      handle: async (interaction) => (await run()).show(interaction),
    }),
    edit: subcommand({
      description: 'Change its text, time or place',
      ...now,
      access: 'announcements:manage',
      options: {
        announcement,
        when: text(when, { maxLength: 100, autocomplete: choose('chooseWhen') }),
        ...common,
        no_pings: flag('Ping nobody any more'),
      },
      handle: async (interaction) => (await run()).edit(interaction),
    }),
    pause: subcommand({
      description: 'Post it no more until it is resumed',
      ...manage,
      handle: async (interaction) => (await run()).pause(interaction),
    }),
    resume: subcommand({
      description: 'Let a paused one go on',
      ...manage,
      handle: async (interaction) => (await run()).resume(interaction),
    }),
    skip: subcommand({
      description: 'Leave out the next time',
      ...manage,
      handle: async (interaction) => (await run()).skip(interaction),
    }),
    run: subcommand({
      description: 'Post it now as well',
      ...manage,
      handle: async (interaction) => (await run()).runNow(interaction),
    }),
    delete: subcommand({
      description: 'Delete it; you are asked once more',
      ...manage,
      handle: async (interaction) => (await run()).askDelete(interaction),
    }),
  },
});
