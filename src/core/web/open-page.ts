import type { ActionContext } from '../context.ts';
import type { FormValues } from './form-values.ts';
import type { PageView } from './page.ts';

/** Pages of a feature that people may open who are not signed in: what lets them in is in the address. */
export interface OpenPages {
  /** First segment of their addresses, e.g. `link` for `/link/:guildId`. */
  segment: string;
  routes(): Promise<readonly OpenRoute[]>;
}

export interface OpenRoute {
  method: 'GET' | 'POST';
  /** Begins with `/<segment>/:guildId`. */
  path: string;
  handle(page: OpenRequest): Promise<OpenAnswer>;
}

/** What an open page works with. Nothing is known of who looks but what `viewer` says; `handle` decides who may. */
export interface OpenRequest {
  /** As Guildhall itself while nobody is signed in, else as a member of the server without roles. */
  ctx: ActionContext;
  viewer: { userId: string; name: string } | undefined;
  /** How the server is called. Asks Discord; "this server" while Discord is down. */
  guildName(): Promise<string>;
  param(name: string): string;
  query(name: string): string | undefined;
  /** What was sent with POST from a page of this site; empty for GET. */
  form: FormValues;
  /** Goes into every form, see `<Form>`; empty while nobody is signed in. */
  csrf: string;
}

export type OpenAnswer =
  | PageView
  /** What is not a page of the dashboard, such as a file. */
  | Response
  /** Sends the browser on to a path of this site. */
  | { to: string; flash?: string }
  /** Asks the person at Discord for what the feature's own flow of that name asks for. */
  | { authorize: string; data: Record<string, unknown>; returnTo: string };
