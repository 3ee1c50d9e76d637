import { createPrivateKey, sign } from 'node:crypto';
import type { Permission } from '../../src/core/feature.ts';
import { customId } from '../../src/core/interactions/custom-id.ts';
import type { Option } from '../../src/core/interactions/option.ts';
import type { Registry } from '../../src/core/registry.ts';
import type { TestApp, TestGuild } from './app.ts';
import { whenQuiet } from './eventually.ts';

/** Something that an interaction can reach, as the registry declares it. */
export interface Handler {
  name: string;
  access: Permission;
  answer: 'now' | 'later';
  /** `type` and `data` of an interaction that reaches it, as Discord would send it. */
  payload(guild: TestGuild, role: Role): { type: number; data: Record<string, unknown>; message?: unknown };
}

export type Role = 'member' | 'staff' | 'admin';

/** An id that nothing has, for what a custom id points at. */
const NOWHERE = '01900000-0000-7000-8000-000000000000';

/** Every command, button, select and form of all features. What is added to a feature is among them by itself. */
export function handlersOf(registry: Registry): Handler[] {
  const found: Handler[] = [];
  for (const command of registry.commands.values()) {
    if (command.type !== 1) {
      const { name, access, answer, type } = command;
      found.push({ name, access, answer, payload: (guild) => contextMenu(name, type, guild) });
      continue;
    }
    const parts = command.run ? [['', command.run] as const] : Object.entries(command.subcommands ?? {});
    for (const [part, { access, answer, options }] of parts) {
      found.push({
        name: `/${command.name} ${part}`.trim(),
        access,
        answer,
        payload: (guild, role) => {
          const filled = Object.entries(options).map(([name, option]) => ({
            name,
            type: option.type,
            value: valueFor(option, guild, role),
          }));
          const below = part === '' ? filled : [{ type: 1, name: part, options: filled }];
          return {
            type: 2,
            data: { id: '1', type: 1, name: command.name, options: below, ...resolved(guild) },
          };
        },
      });
    }
  }
  for (const [kind, table] of [
    ['component', registry.components],
    ['modal', registry.modals],
  ] as const) {
    for (const [key, { access, answer }] of table) {
      const [feature = '', handler = ''] = key.split(':');
      const custom_id = customId(feature, handler, NOWHERE, '1');
      const data =
        kind === 'component'
          ? { custom_id, component_type: 3, values: ['1'] }
          : { custom_id, components: [] };
      found.push({
        name: `${kind} ${key}`,
        access,
        answer,
        payload: (guild) => ({
          type: kind === 'component' ? 3 : 5,
          data,
          ...(kind === 'component' ? { message: message(guild) } : {}),
        }),
      });
    }
  }
  return found;
}

/**
 * Posts an interaction that no client would send, signed as by Discord, and gives all that the person would read.
 * Whether Discord's own menus would have offered it does not matter.
 */
export async function forge(app: TestApp, guild: TestGuild, role: Role, handler: Handler): Promise<string> {
  // Old enough that Discord's not knowing it is taken for a dead token, not for a deferral that is on its way.
  const id = String((BigInt(app.now() - AGE_MS - DISCORD_EPOCH_MS) << 22n) + BigInt(++forged));
  const person = guild[role];
  const body = JSON.stringify({
    ...handler.payload(guild, role),
    id,
    application_id: app.stack.variables.DISCORD_APPLICATION_ID,
    token: `forged-${id}`,
    version: 1,
    guild_id: guild.id,
    channel_id: guild.channelId,
    locale: 'en-US',
    member: {
      user: { id: person.id, username: person.username, global_name: role },
      roles: role === 'staff' ? [guild.staffRoleId] : [],
      permissions: role === 'admin' ? '32' : '0',
    },
  });
  const response = await fetch(`${app.url}/interactions`, {
    method: 'POST',
    body,
    headers: signedHeaders(app, body),
  });
  const answer = (await response.json()) as { type: number; data?: unknown };
  if (answer.type !== 5 && answer.type !== 6) return JSON.stringify(answer);
  // Nobody waits at this token, so what is told is read where the work is written down.
  const [error, refused] = await whenQuiet(app.database, `${handler.name} ends`, async () => {
    const [row] = await app.database.look(
      `select error, result ->> 'refused' from jobs where id = $1 and state in ('done', 'dead')`,
      [`interaction:${id}`],
    );
    return row;
  });
  return error ?? (refused ? `refused: ${refused}` : 'done');
}

let forged = 0;
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const AGE_MS = 8_000;

function signedHeaders(app: TestApp, body: string): Record<string, string> {
  const timestamp = String(Math.floor(app.now() / 1_000));
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(app.discord.privateKey, 'hex'),
  ]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    'content-type': 'application/json',
    'x-signature-timestamp': timestamp,
    'x-signature-ed25519': sign(null, Buffer.from(timestamp + body), key).toString('hex'),
  };
}

const message = (guild: TestGuild) => ({
  id: '1400000000000000002',
  channel_id: guild.channelId,
  type: 0,
  content: 'the left flipper is broken',
  author: { id: guild.member.id, username: guild.member.username, discriminator: '0' },
  timestamp: new Date().toISOString(),
  attachments: [],
  embeds: [],
  components: [],
  mentions: [],
});

const resolved = (guild: TestGuild) => ({
  resolved: {
    users: Object.fromEntries(
      [guild.member, guild.staff, guild.admin].map(({ id, username }) => [
        id,
        { id, username, discriminator: '0' },
      ]),
    ),
    messages: { [message(guild).id]: message(guild) },
  },
});

const contextMenu = (name: string, type: number, guild: TestGuild) => ({
  type: 2,
  data: {
    id: '1',
    type,
    name,
    target_id: type === 3 ? message(guild).id : guild.member.id,
    ...resolved(guild),
  },
});

/** Where a person is asked for it is who asks: about others some things are only for admins. */
function valueFor(option: Option<unknown>, guild: TestGuild, role: Role): unknown {
  const { choices } = option.details as { choices?: { value: unknown }[] };
  if (choices?.[0]) return choices[0].value;
  const byType: Record<number, unknown> = {
    3: '1',
    4: 1,
    5: true,
    6: guild[role].id,
    7: guild.channelId,
    8: guild.staffRoleId,
    10: 1,
  };
  return byType[option.type];
}
