import { type IntentName, WITHOUT_INTENT } from '../discord/intents.ts';
import { switchesFor } from './access/switch-settings.ts';
import type { AuthorizationFlow } from './accounts/authorization-flow.ts';
import type { AccessRole, DiscordNeeds, Feature, Permission, Schedule } from './feature.ts';
import { type RegisteredHandler, registerHandler } from './gateway/handler.ts';
import type { ApiIndex } from './http/routes.ts';
import { type Command, commandKey } from './interactions/command.ts';
import type { Component, ModalHandler } from './interactions/component.ts';
import type { RegisteredKind } from './notifications/kind.ts';
import { PLAN_JOB, registerKinds } from './notifications/register.ts';
import { NOTIFICATIONS, notificationSettingsFor } from './notifications/settings.ts';
import type { Job } from './queue/job.ts';
import { REACT_JOB, type RegisteredStanding, registerStandings } from './roles/standing.ts';
import type { SettingsDefinition } from './settings/definition.ts';
import type { Notice, SignalDefinition } from './signals/signal.ts';

/** All features as lookup tables. Maps, so that a name from outside such as `__proto__` finds nothing. */
export interface Registry {
  features: readonly Feature[];
  access: ReadonlyMap<string, AccessRole>;
  /** By `<type>:<name>`. */
  commands: ReadonlyMap<string, Command>;
  /** By `<feature>:<handler>`. */
  components: ReadonlyMap<string, Component>;
  modals: ReadonlyMap<string, ModalHandler>;
  /** By `<feature>.<job>`. */
  jobs: ReadonlyMap<string, Job>;
  signals: ReadonlyMap<string, SignalDefinition>;
  /** Signal type → full names of the jobs that it starts. */
  hears: ReadonlyMap<string, readonly string[]>;
  /** By `<feature>.<signal type>`. */
  notices: ReadonlyMap<string, Notice & { signal: string }>;
  /** By `<feature>.<kind>`. */
  notifications: ReadonlyMap<string, RegisteredKind>;
  /** What a server can choose for them; also among the settings. */
  notificationSettings: SettingsDefinition;
  settings: ReadonlyMap<string, SettingsDefinition>;
  /** By `<feature>.<standing>`. */
  standings: ReadonlyMap<string, RegisteredStanding>;
  /** One per feature; also among the settings. */
  switches: SettingsDefinition;
  schedules: readonly (Schedule & { id: string })[];
  /** First segment of an address → the feature whose open pages are below it. */
  openPages: ReadonlyMap<string, Feature>;
  /** By `<feature>.<flow>`. */
  authorizations: ReadonlyMap<string, AuthorizationFlow>;
  /** By the event's name, e.g. `MESSAGE_CREATE`. */
  gateway: ReadonlyMap<string, readonly RegisteredHandler[]>;
  needs: readonly { feature: string; needs: DiscordNeeds }[];
  /** Whose routes to look for an address in; absent: everybody's. */
  apiIndex: ApiIndex | undefined;
}

/** Builds the tables; throws at start, naming the feature, on any clash or reference to something undeclared. */
export function createRegistry(
  features: readonly Feature[],
  core: { settings: SettingsDefinition[]; apiIndex?: ApiIndex },
): Registry {
  const access = new Map<string, AccessRole>();
  const commands = new Map<string, Command>();
  const components = new Map<string, Component>();
  const modals = new Map<string, ModalHandler>();
  const jobs = new Map<string, Job>();
  const signals = new Map<string, SignalDefinition>();
  const hears = new Map<string, string[]>();
  const notices = new Map<string, Notice & { signal: string }>();
  const switches = switchesFor(features);
  const settings = new Map<string, SettingsDefinition>(
    [...core.settings, switches].map((item) => [item.feature, item]),
  );
  const notificationSettings = notificationSettingsFor(features);
  const schedules: (Schedule & { id: string })[] = [];
  const openPages = new Map<string, Feature>();
  const authorizations = new Map<string, AuthorizationFlow>();
  const gateway = new Map<string, RegisteredHandler[]>();
  const handlers = new Map<string, RegisteredHandler>();
  const names = new Set<string>();

  for (const feature of features) {
    const claim = <Value>(table: Map<string, Value>, kind: string, key: string, value: Value) => {
      if (table.has(key)) throw new Error(`feature "${feature.name}": ${kind} "${key}" exists already`);
      table.set(key, value);
    };
    if (!/^[a-z][a-z0-9-]*$/.test(feature.name))
      throw new Error(`feature name "${feature.name}" is not kebab-case`);
    if (names.has(feature.name)) throw new Error(`two features are called "${feature.name}"`);
    names.add(feature.name);

    for (const [permission, role] of Object.entries(feature.access ?? {})) {
      if (!permission.startsWith(`${feature.name}:`)) {
        throw new Error(`feature "${feature.name}": permission "${permission}" must begin with its name`);
      }
      claim(access, 'permission', permission, role);
    }
    for (const command of feature.commands ?? []) {
      claim(commands, 'command', commandKey(command.type, command.name), command);
    }
    for (const [name, component] of Object.entries(feature.components ?? {})) {
      claim(components, 'component', `${feature.name}:${name}`, component);
    }
    for (const [name, modal] of Object.entries(feature.modals ?? {})) {
      claim(modals, 'modal', `${feature.name}:${name}`, modal);
    }
    for (const [name, job] of Object.entries(feature.jobs ?? {}))
      claim(jobs, 'job', `${feature.name}.${name}`, job);
    for (const [type, definition] of Object.entries(feature.signals ?? {}))
      claim(signals, 'signal', type, definition);
    for (const [type, notice] of Object.entries(feature.notices ?? {})) {
      claim(notices, 'notice', `${feature.name}.${type}`, { ...notice, signal: type });
    }
    for (const { component } of feature.setup ?? []) {
      if (!components.has(`${feature.name}:${component}`))
        throw new Error(`feature "${feature.name}": set-up offers the unknown component "${component}"`);
    }
    if (feature.settings) claim(settings, 'settings', feature.settings.feature, feature.settings);
    for (const schedule of feature.schedules ?? []) {
      schedules.push({
        ...schedule,
        job: `${feature.name}.${schedule.job}`,
        id: `${feature.name}.${schedule.name}`,
      });
    }
    if (feature.openPages) claim(openPages, 'address', feature.openPages.segment, feature);
    for (const [name, flow] of Object.entries(feature.authorizations ?? {}))
      claim(authorizations, 'authorization', `${feature.name}.${name}`, flow);
    for (const declared of feature.gateway ?? []) {
      const handler = registerHandler(feature.name, declared);
      claim(handlers, 'gateway handler', handler.id, handler);
      gateway.set(handler.event, [...(gateway.get(handler.event) ?? []), handler]);
    }
    for (const [type, names] of Object.entries(feature.hears ?? {})) {
      hears.set(type, [...(hears.get(type) ?? []), ...names.map((name) => `${feature.name}.${name}`)]);
    }
  }

  const notifications = registerKinds(features, { signals, access, jobs });
  if (notifications.size > 0) claimSettings(notificationSettings);
  for (const type of new Set([...notifications.values()].flatMap(({ from }) => Object.keys(from)))) {
    hears.set(type, [...(hears.get(type) ?? []), PLAN_JOB]);
  }
  const standings = registerStandings(features);
  for (const type of new Set([...standings.values()].flatMap(({ changedBy }) => Object.keys(changedBy)))) {
    hears.set(type, [...(hears.get(type) ?? []), REACT_JOB]);
  }

  for (const [type, jobNames] of hears) {
    if (!signals.has(type)) throw new Error(`signal "${type}" is heard but no feature emits it`);
    for (const name of jobNames)
      if (!jobs.has(name)) throw new Error(`signal "${type}" starts unknown job "${name}"`);
  }
  for (const [name, notice] of notices) {
    if (!signals.has(notice.signal))
      throw new Error(`notice "${name}" waits for a signal that no feature emits`);
  }
  for (const schedule of schedules) {
    if (!jobs.has(schedule.job))
      throw new Error(`schedule "${schedule.id}" starts unknown job "${schedule.job}"`);
  }
  checkPermissions([
    ...commandPermissions(commands),
    ...handlerPermissions(components),
    ...handlerPermissions(modals),
  ]);

  return {
    features,
    access,
    commands,
    components,
    modals,
    jobs,
    signals,
    hears,
    notices,
    notifications,
    notificationSettings,
    settings,
    standings,
    switches,
    schedules,
    openPages,
    authorizations,
    gateway,
    needs: features.flatMap((feature) => needsOf(feature)),
    apiIndex: core.apiIndex,
  };

  function claimSettings(definition: SettingsDefinition) {
    if (settings.has(NOTIFICATIONS)) throw new Error(`settings "${NOTIFICATIONS}" exist already`);
    settings.set(NOTIFICATIONS, definition);
  }

  function checkPermissions(used: [string, Permission][]) {
    for (const [where, permission] of used) {
      if (!access.has(permission))
        throw new Error(`${where} needs permission "${permission}", which no feature declares`);
    }
  }
}

/** What a feature declares, and the intents of its gateway handlers in words of their own where it has none. */
function needsOf({ name, discord, gateway = [] }: Feature): { feature: string; needs: DiscordNeeds }[] {
  const heard = new Set<IntentName>(gateway.flatMap(({ intents }) => intents));
  if (!discord && heard.size === 0) return [];
  const intents = Object.fromEntries([...heard].map((intent) => [intent, WITHOUT_INTENT[intent]]));
  return [{ feature: name, needs: { ...discord, intents: { ...intents, ...discord?.intents } } }];
}

function commandPermissions(commands: ReadonlyMap<string, Command>): [string, Permission][] {
  return [...commands].flatMap(([key, command]): [string, Permission][] => {
    if (command.type !== 1) return [[`command "${key}"`, command.access]];
    const parts = command.run ? { [command.name]: command.run } : (command.subcommands ?? {});
    return Object.entries(parts).map(([name, part]) => [`command "${key} ${name}"`, part.access]);
  });
}

function handlerPermissions(table: ReadonlyMap<string, { access: Permission }>): [string, Permission][] {
  return [...table].map(([key, handler]) => [`"${key}"`, handler.access]);
}
