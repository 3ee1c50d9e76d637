import type { Child } from 'hono/jsx';
import type { ActionContext } from '../context.ts';
import type { AccessRole, Permission } from '../feature.ts';
import type { Stat } from './components/stats.tsx';
import type { FormValues } from './form-values.ts';

/** What a page shows inside the layout. */
export interface PageView {
  title: string;
  body: Child;
  /** 200 unless given. */
  status?: 200 | 404 | 409 | 422;
}

/** Sends the browser on, with a word about what was done. `to` is below the guild. */
export interface PageRedirect {
  to: string;
  flash?: string;
}

export type PageAnswer = PageView | PageRedirect | Response;

/** Why a form was not taken. */
export interface FormProblem {
  message: string;
  /** Name of the input → what is wrong with it. */
  fields: Readonly<Record<string, string>>;
  /** The guard's name, for a conflict. */
  reason?: string;
}

/** What every page of a guild works with. The person was let into the guild and has the page's permission. */
export interface PageRequest {
  ctx: ActionContext;
  guild: { id: string; name: string };
  viewer: { userId: string; name: string; role: AccessRole };
  /** `/guilds/<id>`: begin every link with it. */
  base: string;
  param(name: string): string;
  /** Of the address; empty texts count as absent. */
  query(name: string): string | undefined;
  /** What was sent with POST; empty for GET. */
  form: FormValues;
  /** Goes into every form, see `<Form>`. */
  csrf: string;
  /** Set when a form is shown again because it was not taken. */
  problem: FormProblem | undefined;
  /** What an input shows: what was typed if the form is shown again, else `fallback`. */
  value(name: string, fallback: string): string;
  /** For showing or hiding; actions check for themselves. */
  can(permission: Permission): boolean;
}

/** Somebody who is signed in and not in the server. */
export interface GuestVisit {
  /** As nobody in particular: good for looking something up, not for doing anything. */
  ctx: ActionContext;
  userId: string;
  param(name: string): string;
  query(name: string): string | undefined;
}

export interface PageRoute {
  method: 'GET' | 'POST';
  /** Below `/guilds/:guildId`, e.g. `/records/:record`. */
  path: string;
  /** Checked before `handle`; without it the registry of pages refuses the route. */
  access: Permission;
  /**
   * Asked about whoever is not in the server: true lets them see this page, without the rest of the dashboard. Then
   * they count as a member without roles, so what `handle` calls has to ask whose it is.
   */
  guest?(visit: GuestVisit): Promise<boolean>;
  handle(page: PageRequest): Promise<PageAnswer>;
  /** For POST with files: most bytes of the whole; see `<Form files>`. Without it a form may have 256 KB. */
  uploadBytes?: number;
  /** For POST: shows the form again, with `page.problem` set, when the input or a conflict is to blame. */
  again?(page: PageRequest): Promise<PageAnswer>;
}

export interface NavigationEntry {
  title: string;
  /** Below the guild. */
  path: string;
  /** Who sees it. */
  access: Permission;
  icon: IconName;
  group: 'main' | 'manage';
  /** Letter of the shortcut `g <letter>`. */
  key?: string;
}

export type IconName =
  | 'home'
  | 'inbox'
  | 'tickets'
  | 'records'
  | 'machines'
  | 'servers'
  | 'announcements'
  | 'notices'
  | 'webhooks'
  | 'notifications'
  | 'privacy'
  | 'people'
  | 'account'
  | 'settings'
  | 'audit'
  | 'keys'
  | 'failed'
  | 'health';

/** Something to do in a server where nothing has happened yet. */
export interface FirstStep {
  title: string;
  words: string;
  /** `path` is below the guild. */
  link?: { path: string; title: string };
}

/** A feature's part of the dashboard. */
export interface PageRoutes {
  navigation: readonly NavigationEntry[];
  routes: readonly PageRoute[];
  /** Numbers that call for somebody, at the top of the guild's overview; none while nothing waits. */
  waiting?(page: PageRequest): Promise<readonly Stat[]>;
  /** A piece of the guild's overview; null when there is nothing to tell. */
  overview?(page: PageRequest): Promise<Child>;
  /** Shown on the overview while no feature has anything to tell. */
  firstSteps?(page: PageRequest): FirstStep[];
  /** Pages of what signals and audit entries are about: `record` for `record:<id>`. Paths below the guild. */
  subjects?: Readonly<Record<string, (id: string) => string>>;
}
