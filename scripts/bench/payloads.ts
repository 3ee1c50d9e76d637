import type { Command } from '../../src/core/interactions/command.ts';

export type Kind = 'ping' | 'immediate' | 'deferred';

/** Which of Guildhall's own commands stand for "immediate" and "deferred"; all contestants declare the same names. */
export interface Subjects {
  immediate: CommandSubject;
  deferred: CommandSubject;
}

export interface CommandSubject {
  name: string;
  type: 1 | 2 | 3;
  /** Absent for a command without subcommands. */
  subcommand?: string;
}

/** Finds `/ping` and the first deferred command, right-click commands first, because they need no options. */
export function chooseSubjects(commands: Iterable<Command>): Subjects {
  const all = [...commands];
  const deferred = all
    .toSorted((a, b) => b.type - a.type)
    .flatMap(subjectsOf)
    .find(({ answer }) => answer === 'later');
  if (!deferred) throw new Error('no feature declares a deferred command, so there is nothing to measure');
  return { immediate: { name: 'ping', type: 1 }, deferred: deferred.subject };
}

/** Every way to run a command, with how it is answered. */
export function subjectsOf(command: Command): { subject: CommandSubject; answer: 'now' | 'later' }[] {
  const { name, type } = command;
  if (type !== 1) return [{ subject: { name, type }, answer: command.answer }];
  if (command.run) return [{ subject: { name, type }, answer: command.run.answer }];
  return Object.entries(command.subcommands ?? {}).map(([subcommand, { answer }]) => ({
    subject: { name, type, subcommand },
    answer,
  }));
}

/** The body that Discord would post, about as long as its own; `serial` makes each one different. */
export function payload(kind: Kind, subjects: Subjects, serial: number): string {
  if (kind !== 'ping') return commandPayload(subjects[kind], serial);
  return JSON.stringify({ ...common(serial), type: 1, user: person });
}

/** The body for any command, without options. */
export function commandPayload(subject: CommandSubject, serial: number): string {
  return JSON.stringify({ ...common(serial), ...place, type: 2, data: commandData(subject) });
}

const common = (serial: number) => ({
  version: 1,
  application_id: '1200000000000000001',
  id: String(1_400_000_000_000_000_000n + BigInt(serial)),
  token: `aW50ZXJhY3Rpb246${serial}`.padEnd(180, 'x'),
});

/** What Discord puts into `data` for a command; a right-click command brings its target along. */
function commandData({ name, type, subcommand }: CommandSubject) {
  const data = { id: '1200000000000000002', name, type, guild_id: place.guild_id };
  if (type === 1) return { ...data, options: subcommand ? [{ type: 1, name: subcommand, options: [] }] : [] };
  const target = type === 2 ? person.id : message.id;
  const resolved =
    type === 2
      ? { users: { [person.id]: person }, members: { [person.id]: place.member } }
      : { messages: { [message.id]: message } };
  return { ...data, target_id: target, resolved };
}

const person = {
  id: '1000000000000000001',
  username: 'maya',
  global_name: 'Maya',
  avatar: '8342729096ea3675442027381ff50dfe',
  discriminator: '0',
  public_flags: 0,
};

const place = {
  guild_id: '1100000000000000001',
  channel_id: '1100000000000000002',
  guild: { id: '1100000000000000001', locale: 'en-US', features: ['COMMUNITY'] },
  channel: { id: '1100000000000000002', type: 0, name: 'workshop', guild_id: '1100000000000000001' },
  app_permissions: '562949953601536',
  locale: 'en-US',
  guild_locale: 'en-US',
  entitlements: [],
  context: 0,
  authorizing_integration_owners: { '0': '1100000000000000001' },
  member: {
    user: person,
    roles: ['1100000000000000003', '1100000000000000004'],
    permissions: '2248473465835073',
    nick: null,
    joined_at: '2024-05-01T12:00:00.000000+00:00',
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
  },
};

const message = {
  id: '1300000000000000001',
  type: 0,
  channel_id: place.channel_id,
  content:
    'Left flipper on Medieval Madness sticks again; I cleaned the sleeve and it went away for an hour.',
  author: person,
  attachments: [],
  embeds: [],
  mentions: [],
  mention_roles: [],
  components: [],
  pinned: false,
  mention_everyone: false,
  tts: false,
  timestamp: '2026-11-20T10:00:00.000000+00:00',
  edited_timestamp: null,
  flags: 0,
};
