import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { flag, role, text, user } from '../../../core/interactions/option.ts';

const run = () => import('./run-roles.ts');
const choose =
  (name: 'chooseStanding' | 'chooseRule'): AutocompleteHandler =>
  async (interaction) =>
    (await run())[name](interaction);
const now = { answer: 'now', visible: 'invoker' } as const;
/** Asks Discord for the members, so it takes its time. */
const later = { answer: 'later', visible: 'invoker' } as const;
const rule = text('Which rule', { required: true, maxLength: 100, autocomplete: choose('chooseRule') });

/** `/roles …`: Discord roles that follow what members are in the organisation. */
export const rolesCommand = slashCommandGroup({
  name: 'roles',
  description: 'Roles that follow what members are: rules, plans, who has what (admins)',
  defaultPermissions: ['MANAGE_GUILD'],
  subcommands: {
    plan: subcommand({
      description: 'Show what would change, without changing anything',
      ...later,
      access: 'roles:sync',
      handle: async (interaction) => (await run()).plan(interaction),
    }),
    sync: subcommand({
      description: 'Show what would change, with a button that does it',
      ...later,
      access: 'roles:sync',
      handle: async (interaction) => (await run()).sync(interaction),
    }),
    rules: subcommand({
      description: 'List the rules and what stands in their way',
      ...now,
      access: 'roles:read',
      handle: async (interaction) => (await run()).rules(interaction),
    }),
    add: subcommand({
      description: 'Make a rule: who is that gets this role',
      ...later,
      access: 'roles:manage',
      options: {
        standing: text('Who gets the role', {
          required: true,
          maxLength: 100,
          autocomplete: choose('chooseStanding'),
        }),
        role: role('Which role', { required: true }),
        keep: flag('Leave the role with people who are that no longer'),
        reason: text("Why; shown in Discord's audit log", { maxLength: 200 }),
      },
      handle: async (interaction) => (await run()).add(interaction),
    }),
    pause: subcommand({
      description: 'Let a rule stand still: it neither gives nor takes',
      ...now,
      access: 'roles:manage',
      options: { rule },
      handle: async (interaction) => (await run()).pause(interaction),
    }),
    resume: subcommand({
      description: 'Let a rule go on, or try again what Discord refused',
      ...later,
      access: 'roles:manage',
      options: { rule },
      handle: async (interaction) => (await run()).resume(interaction),
    }),
    remove: subcommand({
      description: 'Delete a rule; it asks what becomes of the roles it gave',
      ...now,
      access: 'roles:manage',
      options: { rule },
      handle: async (interaction) => (await run()).remove(interaction),
    }),
    person: subcommand({
      description: 'Show which roles somebody was given by rules, and when',
      ...now,
      access: 'roles:read',
      options: { person: user('Whom', { required: true }) },
      handle: async (interaction) => (await run()).person(interaction),
    }),
  },
});
