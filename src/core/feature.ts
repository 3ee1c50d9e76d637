import type { GenericSchema } from 'valibot';
import type { IntentName } from '../discord/intents.ts';
import type { PermissionName } from '../discord/permissions.ts';
import type { AuthorizationFlow } from './accounts/authorization-flow.ts';
import type { GatewayHandler } from './gateway/handler.ts';
import type { ApiRoutes } from './http/routes.ts';
import type { AutocompleteHandler, Command } from './interactions/command.ts';
import type { Component, ModalHandler } from './interactions/component.ts';
import type { NotificationKind } from './notifications/kind.ts';
import type { PersonalData } from './privacy/personal-data.ts';
import type { Job } from './queue/job.ts';
import type { Standing } from './roles/standing.ts';
import type { SettingsDefinition } from './settings/definition.ts';
import type { Notice, SignalDefinition } from './signals/signal.ts';
import type { OpenPages } from './web/open-page.ts';
import type { PageRoutes } from './web/page.ts';

/** What a person is in a guild. Each includes those before it. */
export type AccessRole = 'member' | 'staff' | 'admin' | 'owner';

/** `<feature>:<verb>`; also the scope that an API key carries. */
export type Permission = `${string}:${string}`;

/**
 * Everything that a feature adds to Guildhall, as one value. Core reads it and never the folder behind it.
 * Handlers load their code with `await import(...)`, so that nothing is evaluated before it is needed.
 */
export interface Feature {
  /** Lower-case, one word: first segment of custom ids, permissions, signals and settings keys. */
  name: string;
  title: string;
  /** One sentence for `/help`, the settings page and the README. */
  summary: string;
  /** True for what must stay reachable: no switch turns it off or makes it read-only. */
  alwaysOn?: true;
  /**
   * Every permission that actions of this feature require, with the least role that has it. Those that end in `:read`
   * only look and go on while the feature is read-only; see feature-switches.ts.
   */
  access?: Record<Permission, AccessRole>;
  /** What these permissions allow, for people who give them to an API key: “Add and change records”. */
  accessTitles?: Record<Permission, string>;
  commands?: readonly Command[];
  /** By the second segment of the custom id: `records:save:<args>` is `components.save`. */
  components?: Record<string, Component>;
  modals?: Record<string, ModalHandler>;
  jobs?: Record<string, Job>;
  /** What it hears of Discord's events, made by `defineGatewayHandler`; their intents are asked for by themselves. */
  gateway?: readonly GatewayHandler[];
  /** Jobs that run once an interval for the whole installation, by cron; see schedule.ts. */
  schedules?: readonly Schedule[];
  /** Signals that actions of this feature emit, by type. */
  signals?: Record<string, SignalDefinition>;
  /** Signal type (also another feature's) → names of this feature's jobs that it starts, each once per signal. */
  hears?: Record<string, readonly string[]>;
  /** Signal type → message for a Discord channel webhook; see signals/notices.ts. */
  notices?: Record<string, Notice>;
  /** What people are told of, each where they want it; see notifications/kind.ts. */
  notifications?: Record<string, NotificationKind>;
  settings?: SettingsDefinition;
  /** First things to do, as buttons among its settings in `/setup`; each is one of its own components. */
  setup?: readonly SetupOffer[];
  /** What it does with people's Discord accounts by OAuth2; see accounts/authorization-flow.ts. */
  authorizations?: Readonly<Record<string, AuthorizationFlow>>;
  /** What the bot needs in Discord for this feature to work; the invite link and the doctor are made from it. */
  discord?: DiscordNeeds;
  /** Facts about members that admins can give Discord roles for; see roles/standing.ts. */
  standings?: Readonly<Record<string, Standing>>;
  /** Kinds of subjects that people write answers to, with who may see who is writing one; see live/drafts.ts. */
  drafts?: Readonly<Record<string, Permission>>;
  /** What the feature's tables hold of people, children before what they are found by; see personal-data.ts. */
  personalData?: () => Promise<readonly PersonalData[]>;
  /** Routes below `/api/v1/guilds/:guildId`; see http/route.ts. */
  api?: () => Promise<ApiRoutes>;
  /** Pages of the dashboard below `/guilds/:guildId`, with their navigation. */
  pages?: () => Promise<PageRoutes>;
  /** Pages for people who are not signed in; see web/open-page.ts. */
  openPages?: OpenPages;
}

export interface SetupOffer {
  label: string;
  /** Name of a component of the same feature; it gets no arguments. */
  component: string;
}

export interface DiscordNeeds {
  permissions?: readonly PermissionName[];
  scopes?: readonly string[];
  /** Intents, each with what is lost without it. */
  intents?: Partial<Record<IntentName, string>>;
}

export interface Schedule {
  name: string;
  /** Whole minutes between runs; the cron ticks once a minute. */
  everyMinutes: number;
  /** Name of the job of the same feature to start. */
  job: string;
}

export type { AutocompleteHandler, GenericSchema };

/** Declares a feature. Not generic on purpose: a misspelt field is a type error. */
export function defineFeature(feature: Feature): Feature {
  return feature;
}
