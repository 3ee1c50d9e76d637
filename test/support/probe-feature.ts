import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { createContext } from '../../src/core/context.ts';
import { InputError, UnavailableError } from '../../src/core/errors.ts';
import { defineFeature } from '../../src/core/feature.ts';
import { defineGatewayHandler } from '../../src/core/gateway/handler.ts';
import {
  messageCommand,
  slashCommandGroup,
  subcommand,
  userCommand,
} from '../../src/core/interactions/command.ts';
import { customId } from '../../src/core/interactions/custom-id.ts';
import type { Interaction } from '../../src/core/interactions/interaction.ts';
import { fieldText } from '../../src/core/interactions/modal-fields.ts';
import { attachment, channel, flag, integer, role, text, user } from '../../src/core/interactions/option.ts';
import { openModal, say, update } from '../../src/core/interactions/reply.ts';
import { defineJob } from '../../src/core/queue/job.ts';
import { probeNotifications } from './probe-notifications.ts';
import { probeStanding, setStanding } from './probe-standing.ts';

const later = { access: 'probe:use', answer: 'later', visible: 'invoker' } as const;
const now = { access: 'probe:use', answer: 'now', visible: 'invoker' } as const;

/** How often a handler ran is kept where tests can see it: in the log. */
const ran = (interaction: Interaction, what: string) => interaction.runtime.log.info('probe ran', { what });

/** Uses every way in that core offers, so that core can be tested without knowing a real feature. Never deployed. */
export const probe = defineFeature({
  name: 'probe',
  title: 'Probe',
  summary: 'Lets the tests drive every path of the core from outside.',
  access: { 'probe:use': 'member', 'probe:staff': 'staff', 'probe:admin': 'admin' },
  signals: {
    'probe.poked': {
      title: 'The probe was poked',
      schema: v.object({ times: v.number() }),
      sample: { times: 1 },
    },
    'probe.stood': {
      title: 'The standing of somebody changed',
      schema: v.object({ userIds: v.array(v.string()) }),
      sample: { userIds: ['1000000000000000011'] },
    },
    'probe.noted': {
      title: 'Somebody is to be told',
      schema: v.object({ kind: v.string(), userIds: v.array(v.string()), text: v.string() }),
      sample: { kind: 'one', userIds: ['1000000000000000011'], text: 'Look.' },
    },
  },
  notifications: probeNotifications,
  standings: { known: probeStanding },
  hears: { 'probe.poked': ['heard'] },
  jobs: {
    hourly: defineJob({
      title: 'Runs once an hour',
      schema: v.object({}),
      run: async (ctx) => ({ at: ctx.now().toISOString() }),
    }),
    heard: defineJob({
      title: 'Hears the poke',
      schema: v.looseObject({ signal: v.looseObject({ id: v.string() }) }),
      run: async (ctx, { signal }) => {
        ctx.log.info('probe heard', { signal: signal.id });
        return { heard: signal.id };
      },
    }),
    fails: defineJob({
      title: 'Fails until its time has come',
      schema: v.object({ until: v.number(), outage: v.optional(v.boolean(), false) }),
      maxAttempts: 3,
      run: async (ctx, { until, outage }) => {
        if (ctx.now().getTime() < until)
          throw outage ? new UnavailableError('not yet') : new Error('not yet');
        return { ok: true };
      },
    }),
  },
  gateway: [
    defineGatewayHandler({
      event: 'MESSAGE_CREATE',
      intents: ['GUILD_MESSAGES', 'DIRECT_MESSAGES', 'MESSAGE_CONTENT'],
      wants: ({ content }) => content?.startsWith('probe') ?? false,
      handle: async (runtime, { data, left }) => {
        const { content, guild_id: guildId = 'none', id } = data;
        if (left) runtime.log.info('probe was given less', { id, left });
        const ctx = createContext(runtime, {
          guildId,
          actor: { kind: 'system', name: 'probe' },
          source: 'discord',
          requestId: `probe-${id}`,
        });
        // How often it was called, and what it did: the second must be 1 whatever the first is.
        const count = (name: string, again: string) =>
          sql`insert into counters (guild_id, name, value) values (${guildId}, ${`${name}:${id}`}, 1)
            on conflict (guild_id, name) ${sql.raw(again)}`;
        await ctx.commit({
          statements: [count('called', 'do update set value = counters.value + 1')],
        });
        if (content.startsWith('probe fails') && runtime.outside.now() < Number(content.split(' ')[2]))
          throw new Error('not yet');
        await ctx.commit({ statements: [count('handled', 'do nothing')] });
      },
      concerns: async (_runtime, { data }) => data.content.split(' ')[3] ?? null,
    }),
    defineGatewayHandler({
      event: 'GUILD_MEMBER_ADD',
      intents: ['GUILD_MEMBERS'],
      wants: ({ guild_id }) => guild_id !== '',
      handle: async ({ log }, { data }) => log.info('probe saw somebody join', { person: data.user.id }),
    }),
  ],
  schedules: [{ name: 'hourly', everyMinutes: 60, job: 'hourly' }],
  commands: [
    slashCommandGroup({
      name: 'probe',
      description: 'Drives the core.',
      subcommands: {
        options: subcommand({
          ...now,
          description: 'Says what it was given.',
          options: {
            text: text('A text', {
              required: true,
              autocomplete: async ({ typed }) => [{ name: `${typed}!`, value: `${typed}!` }],
            }),
            number: integer('A number', { min: 1, max: 9 }),
            flag: flag('Yes or no'),
            person: user('A person'),
            place: channel('A channel'),
            role: role('A role'),
            file: attachment('A file'),
          },
          handle: async ({ options }) => say(JSON.stringify(options)),
        }),
        later: subcommand({
          ...later,
          description: 'Answers from the queue.',
          handle: async (interaction) => {
            ran(interaction, 'later');
            await interaction.progress('Half of it is done …');
            return say('All of it is done.');
          },
        }),
        public: subcommand({
          ...later,
          visible: 'everyone',
          description: 'Answers from the queue, to everybody.',
          handle: async () => say('Everybody may read this.'),
        }),
        slow: subcommand({
          ...now,
          description: 'Takes longer than an immediate answer may.',
          handle: async () => {
            await new Promise((resolve) => setTimeout(resolve, 2_600));
            return say('Here at last.');
          },
        }),
        throws: subcommand({
          ...later,
          description: 'Breaks.',
          handle: async () => {
            throw new Error('the private detail of a bug');
          },
        }),
        'throws-now': subcommand({
          ...now,
          description: 'Breaks at once.',
          handle: async () => {
            throw new TypeError('another private detail');
          },
        }),
        refuses: subcommand({
          ...later,
          description: 'Refuses in words.',
          handle: async () => {
            throw new InputError('Seven is not a colour. Give red, green or blue.');
          },
        }),
        pokes: subcommand({
          ...later,
          description: 'Changes something.',
          handle: async (interaction) => {
            const ctx = await interaction.context();
            await ctx.commit({
              statements: [],
              signals: [{ type: 'probe.poked', subject: 'probe:1', data: { times: 1 } }],
              audit: [{ action: 'probe.poke', target: 'probe:1', before: { times: 0 }, after: { times: 1 } }],
            });
            return say('Poked.');
          },
        }),
        stand: subcommand({
          ...later,
          description: 'Makes somebody known, or unknown.',
          options: { person: user('Whom', { required: true }), known: flag('Known') },
          handle: async (interaction) => {
            const { person, known = false } = interaction.options;
            await setStanding(await interaction.context(), [person.id], known);
            return say('Noted.');
          },
        }),
        staff: subcommand({
          ...now,
          access: 'probe:staff',
          description: 'For staff.',
          handle: async () => say('Hello, staff.'),
        }),
        'staff-later': subcommand({
          ...later,
          access: 'probe:staff',
          description: 'For staff, from the queue.',
          handle: async () => say('Hello, staff.'),
        }),
        admin: subcommand({
          ...now,
          access: 'probe:admin',
          description: 'For admins.',
          handle: async () => say('Hello, admin.'),
        }),
        panel: subcommand({
          ...now,
          visible: 'everyone',
          description: 'Shows a panel of components.',
          handle: async () =>
            say({
              content: 'Panel',
              components: [
                {
                  type: 1,
                  components: [
                    { type: 2, style: 1, label: 'Count', custom_id: customId('probe', 'count', 1) },
                    { type: 2, style: 2, label: 'Form', custom_id: customId('probe', 'form') },
                    { type: 2, style: 2, label: 'Later', custom_id: customId('probe', 'later') },
                    { type: 2, style: 2, label: 'Older', custom_id: 'gone:button:1' },
                  ],
                },
                {
                  type: 1,
                  components: [
                    {
                      type: 3,
                      custom_id: customId('probe', 'pick'),
                      options: [
                        { label: 'Red', value: 'red' },
                        { label: 'Blue', value: 'blue' },
                      ],
                      max_values: 2,
                    },
                  ],
                },
              ],
            }),
        }),
      },
    }),
    messageCommand({
      ...later,
      name: 'Probe message',
      handle: async ({ target }) => say(`Message ${target.id}`),
    }),
    userCommand({ ...now, name: 'Probe person', handle: async ({ target }) => say(`Person ${target.id}`) }),
  ],
  components: {
    count: {
      ...now,
      shows: 'update',
      handle: async ({ args }) => update({ content: `Counted ${args[0]}` }),
    },
    later: { ...later, shows: 'update', handle: async () => update({ content: 'Changed from the queue' }) },
    pick: { ...now, shows: 'reply', handle: async ({ values }) => say(`Picked ${values.join(' and ')}`) },
    form: {
      ...now,
      shows: 'reply',
      handle: async () =>
        openModal({
          custom_id: customId('probe', 'form', 'x'),
          title: 'Form',
          components: [
            { type: 18, label: 'Why', component: { type: 4, custom_id: 'why', style: 1, required: true } },
          ],
        }),
    },
  },
  modals: {
    form: {
      ...now,
      shows: 'reply',
      handle: async ({ fields, args }) => say(`Because ${fieldText(fields, 'why')} (${args[0]})`),
    },
  },
});
