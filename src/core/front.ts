import type { APIInteraction } from 'discord-api-types/v10';
import type { AccessTables } from './access/feature-switches.ts';
import type { AccessRole, Feature } from './feature.ts';
import type { ApiIndex } from './http/routes.ts';
import { type Command, commandKey, type Subcommand } from './interactions/command.ts';
import type { Component, ModalHandler } from './interactions/component.ts';
import { parseCustomId } from './interactions/custom-id.ts';
import { CommandType, InteractionType } from './interactions/protocol.ts';
import type { RouteTables } from './interactions/route.ts';

/**
 * What is known of the features before any of them is loaded: where an interaction goes and how it is answered. Plain
 * JSON, worked out when the Worker is bundled; see docs/decisions/0015-few-modules.md.
 */
export interface Front {
  features: { name: string; title: string; switchable: boolean }[];
  access: Record<string, AccessRole>;
  /** By `<type>:<name>`. */
  commands: Record<string, { feature: string; command: object }>;
  /** By `<feature>:<handler>`. */
  components: Record<string, object>;
  modals: Record<string, object>;
}

/** The features, each to be loaded when it is needed. */
export interface FeatureSource {
  front: Front;
  /** Which features answer in the API, by the first segment below the server; absent: all are to be asked. */
  api?: ApiIndex;
  load(name: string): Promise<Feature>;
  all(): Promise<readonly Feature[]>;
}

/** Features that are loaded already. */
export function sourceOf(features: readonly Feature[]): FeatureSource {
  return {
    front: describeFront(features),
    async load(name) {
      const feature = features.find((one) => one.name === name);
      if (!feature) throw new Error(`there is no feature "${name}"`);
      return feature;
    },
    all: async () => features,
  };
}

export function describeFront(features: readonly Feature[]): Front {
  return {
    features: features.map(({ name, title, alwaysOn }) => ({ name, title, switchable: !alwaysOn })),
    access: Object.assign({}, ...features.map(({ access }) => access)),
    commands: Object.fromEntries(
      features.flatMap(({ name: feature, commands = [] }) =>
        commands.map((command) => [
          commandKey(command.type, command.name),
          { feature, command: outlineOf(command) },
        ]),
      ),
    ),
    components: outlines(features, ({ components }) => components),
    modals: outlines(features, ({ modals }) => modals),
  };
}

function outlineOf(command: Command): object {
  const { type, name } = command;
  if (command.type !== CommandType.slash) return { type, name, ...behaviourOf(command) };
  const { run, subcommands } = command;
  const outline = (part: Subcommand) => ({ ...behaviourOf(part), options: {} });
  if (run) return { type, name, run: outline(run) };
  const parts = Object.entries(subcommands ?? {}).map(([part, one]) => [part, outline(one)]);
  return { type, name, subcommands: Object.fromEntries(parts) };
}

const behaviourOf = ({ access, answer, visible }: Pick<Subcommand, 'access' | 'answer' | 'visible'>) => ({
  access,
  answer,
  visible,
});

function outlines(
  features: readonly Feature[],
  pick: (feature: Feature) => Record<string, Component | ModalHandler> | undefined,
): Record<string, object> {
  return Object.fromEntries(
    features.flatMap((feature) =>
      Object.entries(pick(feature) ?? {}).map(([name, { access, answer, shows, inDirectMessages }]) => [
        `${feature.name}:${name}`,
        { access, answer, shows, ...(inDirectMessages && { inDirectMessages }) },
      ]),
    ),
  );
}

/** Routes interactions by what is known of the features, and loads one when its handler is to run at once. */
export interface Desk {
  access: AccessTables;
  /** Tables to find the route in. Until the feature is loaded a route found there cannot be run, only deferred. */
  look(raw: APIInteraction): { tables: RouteTables; load: (() => Promise<RouteTables>) | undefined };
}

export function openDesk({ front, load }: FeatureSource): Desk {
  const commands = new Map(Object.entries(front.commands));
  const outside: RouteTables = {
    commands: { get: (key) => commands.get(key)?.command as Command | undefined },
    components: new Map(Object.entries(front.components)) as ReadonlyMap<string, Component>,
    modals: new Map(Object.entries(front.modals)) as ReadonlyMap<string, ModalHandler>,
  };
  const names = new Set(front.features.map(({ name }) => name));
  const loaded = new Map<string, RouteTables>();

  return {
    access: {
      features: front.features,
      access: new Map(Object.entries(front.access)),
      switches: {
        fields: Object.fromEntries(
          front.features.filter(({ switchable }) => switchable).map(({ name }) => [name, true]),
        ),
      },
    },
    look(raw) {
      const name = featureOf(raw);
      const tables = name === undefined ? undefined : loaded.get(name);
      if (tables || name === undefined || !names.has(name))
        return { tables: tables ?? outside, load: undefined };
      return {
        tables: outside,
        async load() {
          const own = tablesOf(await load(name));
          loaded.set(name, own);
          return own;
        },
      };
    },
  };

  function featureOf(raw: APIInteraction): string | undefined {
    if (raw.type === InteractionType.command || raw.type === InteractionType.autocomplete) {
      return commands.get(commandKey(Number(raw.data?.type ?? CommandType.slash), String(raw.data?.name)))
        ?.feature;
    }
    const id = raw.data && 'custom_id' in raw.data ? raw.data.custom_id : undefined;
    return typeof id === 'string' ? parseCustomId(id)?.feature : undefined;
  }
}

function tablesOf({ name: feature, commands = [], components = {}, modals = {} }: Feature): RouteTables {
  const named = <Handler>(handlers: Record<string, Handler>) =>
    new Map(Object.entries(handlers).map(([name, handler]) => [`${feature}:${name}`, handler]));
  return {
    commands: new Map(commands.map((command) => [commandKey(command.type, command.name), command])),
    components: named(components),
    modals: named(modals),
  };
}
