import * as v from 'valibot';
import type { NotificationKind, Telling } from '../../core/notifications/kind.ts';
import { escapeMarkdown } from '../../discord/text.ts';

const Blocked = v.looseObject({ problem: v.string(), ruleId: v.string() });
const Lagging = v.looseObject({ people: v.number(), minutes: v.number() });
const Waits = v.looseObject({ adding: v.number(), removing: v.number() });
const Drifted = v.looseObject({ taken: v.number(), given: v.number() });

const told = (plain: string, path: string, once?: string): Telling[] => [
  { text: escapeMarkdown(plain), plain, path, ...(once ? { once } : {}) },
];
const people = (count: number) => (count === 1 ? 'one person' : `${count} people`);
const roles = (count: number) => (count === 1 ? 'one role' : `${count} roles`);

/** What admins have to know of the roles that rules hand out. */
export const roleNotifications: Record<string, NotificationKind> = {
  blocked: {
    title: 'Roles that cannot be handed out',
    help: 'When Discord does not let the bot give or take a role of a rule.',
    audience: 'admins',
    access: 'roles:read',
    default: 'channel',
    from: {
      'roles.blocked': async ({ data }) => told(v.parse(Blocked, data).problem, '/roles'),
    },
  },
  lagging: {
    title: 'Roles that lag behind',
    help: 'When roles have not followed for more than 15 minutes, and when they do again.',
    audience: 'admins',
    access: 'roles:read',
    default: 'channel',
    from: {
      'roles.lagging': async ({ data }) => {
        const { people: count, minutes } = v.parse(Lagging, data);
        return told(
          `The roles of ${people(count)} have been due for ${minutes} minutes and are not changed yet. Look at the health page whether Discord answers.`,
          '/roles',
        );
      },
      'roles.caught-up': async () => told('Roles are up to date again.', '/roles'),
    },
  },
  plan: {
    title: 'Plans that wait for an admin',
    help: 'When a check of all members would change more roles than it may without asking.',
    audience: 'admins',
    access: 'roles:sync',
    default: 'channel',
    from: {
      'roles.plan-waits': async ({ data }) => {
        const { adding, removing } = v.parse(Waits, data);
        return told(
          `A plan for roles waits for you: it would give ${roles(adding)} and take ${roles(removing)}. Look at it and put it into effect.`,
          '/roles/plan',
        );
      },
    },
  },
  drift: {
    title: 'Roles changed by hand',
    help: 'When somebody gave or took a role in Discord that a rule looks after.',
    audience: 'admins',
    access: 'roles:read',
    default: 'dashboard',
    from: {
      'roles.drifted': async ({ data }) => {
        const { taken, given } = v.parse(Drifted, data);
        const said = [
          ...(taken > 0 ? [`${roles(taken)} of rules taken away by hand`] : []),
          ...(given > 0 ? [`${roles(given)} given by hand to people without the standing`] : []),
        ];
        const sentence = said.join(', ');
        return told(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`, '/roles/drift');
      },
    },
  },
};
