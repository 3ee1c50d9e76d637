import { refusal } from '../errors.ts';
import type { StoredCommand } from '../model.ts';
import { Answer, param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { readCommand, readCommands } from '../validation/command.ts';

const LIMITS: Record<number, number> = { 1: 100, 2: 15, 3: 15, 4: 1 };
const DAILY_CREATES = 200;
const DAY_MS = 86_400_000;

function both(
  method: Route['method'],
  path: string,
  handle: (context: RouteContext, guildId: string | null) => unknown,
): Route[] {
  return [
    {
      method,
      path: `/applications/:app/commands${path}`,
      auth: 'token',
      handle: (context) => handle(context, scopeOf(context)),
    },
    {
      method,
      path: `/applications/:app/guilds/:guild/commands${path}`,
      auth: 'token',
      handle: (context) => handle(context, scopeOf(context)),
    },
  ];
}

export const commandRoutes: Route[] = [
  ...both('GET', '', (context, guildId) =>
    commandsOf(context.state, guildId).map((command) => show(context, command)),
  ),
  ...both('PUT', '', overwrite),
  ...both('POST', '', create),
  ...both('GET', '/:command', (context, guildId) => show(context, find(context, guildId), true)),
  ...both('PATCH', '/:command', edit),
  ...both('DELETE', '/:command', (context, guildId) => {
    context.state.data.commands.delete(find(context, guildId).id);
    tell(context.state, guildId);
  }),
];

/** The guild of the path or null for global; also checks that the application is the caller's own. */
function scopeOf(context: RouteContext): string | null {
  const { state, caller } = context;
  if (param(context, 'app') !== state.data.application.id) throw refusal(20012);
  if (caller.kind === 'bearer' && !caller.scopes.includes('applications.commands.update'))
    throw refusal(50026);
  const guildId = context.params.guild;
  if (guildId === undefined) return null;
  const guild = state.data.guilds.get(guildId);
  if (!guild?.members.has(state.data.botId)) throw refusal(50001);
  return guild.id;
}

export function commandsOf(state: LocalState, guildId: string | null): StoredCommand[] {
  return [...state.data.commands.values()].filter((command) => (command.guild_id ?? null) === guildId);
}

function show(context: RouteContext, command: StoredCommand, full = false): Dict {
  if (full || context.query.get('with_localizations') === 'true') return command;
  const { name_localizations: _n, description_localizations: _d, ...rest } = command;
  return rest;
}

function find(context: RouteContext, guildId: string | null): StoredCommand {
  const command = context.state.data.commands.get(param(context, 'command'));
  if (!command || (command.guild_id ?? null) !== guildId) throw refusal(10063);
  return command;
}

function tell(state: LocalState, guildId: string | null): void {
  state.dispatch({ t: 'COMMANDS_UPDATE', d: { guild_id: guildId }, guild_id: guildId, audience: 'client' });
}

/** Creations of the last day in this scope; more than 200 answer 30034. */
function countCreates(state: LocalState, guildId: string | null, added: number): void {
  const scope = guildId ?? 'global';
  const recent = (state.data.commandCreates.get(scope) ?? []).filter((at) => at > state.now() - DAY_MS);
  if (recent.length + added > DAILY_CREATES) throw refusal(30034);
  for (let index = 0; index < added; index += 1) recent.push(state.now());
  state.data.commandCreates.set(scope, recent);
}

function countTypes(commands: Dict[]): void {
  const counts = new Map<number, number>();
  for (const { type } of commands) {
    const count = (counts.get(Number(type)) ?? 0) + 1;
    counts.set(Number(type), count);
    if (count > (LIMITS[Number(type)] ?? 0)) throw refusal(30032);
  }
}

function store(state: LocalState, guildId: string | null, values: Dict, id: string): StoredCommand {
  const global =
    guildId === null
      ? {
          dm_permission: true,
          contexts: null,
          integration_types: [0],
        }
      : {};
  const command: StoredCommand = {
    default_member_permissions: null,
    ...global,
    ...values,
    id,
    application_id: state.data.application.id,
    ...(guildId === null ? {} : { guild_id: guildId }),
    type: Number(values.type),
    name: String(values.name),
    description: String(values.description ?? ''),
    version: state.id(),
  };
  state.data.commands.set(id, command);
  return command;
}

function overwrite(context: RouteContext, guildId: string | null): unknown {
  const { state, body } = context;
  const wanted = readCommands(body, guildId !== null);
  countTypes(wanted);
  const existing = commandsOf(state, guildId);
  const idOf = (values: Dict) =>
    existing.find((command) => command.name === values.name && command.type === values.type)?.id;
  countCreates(state, guildId, wanted.filter((values) => idOf(values) === undefined).length);
  for (const command of existing) state.data.commands.delete(command.id);
  const stored = wanted.map((values) => store(state, guildId, values, idOf(values) ?? state.id()));
  tell(state, guildId);
  return stored;
}

function create(context: RouteContext, guildId: string | null): Answer {
  const { state, body } = context;
  const values = readCommand(body, { guild: guildId !== null });
  const existing = commandsOf(state, guildId);
  const same = existing.find((command) => command.name === values.name && command.type === values.type);
  if (!same) {
    countTypes([...existing, { type: values.type }]);
    countCreates(state, guildId, 1);
  }
  const command = store(state, guildId, values, same?.id ?? state.id());
  tell(state, guildId);
  return new Answer(same ? 200 : 201, command);
}

function edit(context: RouteContext, guildId: string | null): unknown {
  const { state, body } = context;
  const command = find(context, guildId);
  const values = readCommand(body, { guild: guildId !== null, editing: command });
  const given = new Set(Object.keys(Object(body)));
  const changes = Object.fromEntries(Object.entries(values).filter(([key]) => given.has(key)));
  const stored = store(state, guildId, { ...command, ...changes }, command.id);
  tell(state, guildId);
  return stored;
}
