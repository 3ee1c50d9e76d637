import type { APIInteraction, APIInteractionDataResolved, APIMessage, APIUser } from 'discord-api-types/v10';
import type { DiscordRest } from '../../discord/rest.ts';
import type { ActionContext } from '../context.ts';
import type { Registry } from '../registry.ts';
import type { BaseRuntime } from '../runtime.ts';
import type { OutgoingMessage } from './reply.ts';

/** The person who acts, as far as the payload tells; nothing is looked up. */
export interface Invoker {
  id: string;
  username: string;
  /** Nickname in the guild, else global name, else username. */
  displayName: string;
  /** Guild permissions in the channel, as Discord computed them; 0 in a DM. */
  permissions: bigint;
  roleIds: readonly string[];
}

/** One interaction on its way through a handler, whether answered at once or from the queue. */
export interface Interaction {
  id: string;
  token: string;
  applicationId: string;
  /** Empty string in a DM; handlers of guild-only commands never see that. */
  guildId: string;
  channelId: string;
  user: Invoker;
  locale: string;
  requestId: string;
  /** When it reached us, in milliseconds; its token lives 15 minutes from then. */
  receivedAt: number;
  raw: APIInteraction;
  runtime: BaseRuntime;
  /** All features. Loads them on first use. */
  registry(): Promise<Registry>;
  /** The guild-bound context that actions take. Loads the database code on first use. */
  context(): Promise<ActionContext>;
  discord(): Promise<DiscordRest>;
  /** Shows how far long work is, in place of the later answer; only in deferred handlers, elsewhere it does nothing. */
  progress(message: OutgoingMessage | string): Promise<void>;
}

export type Resolved = Partial<APIInteractionDataResolved> & { messages?: Record<string, APIMessage> };

export interface CommandInteraction<Values> extends Interaction {
  options: Values;
}
export interface MessageCommandInteraction extends Interaction {
  /** As Discord sent it along; only the id is certain to be there. */
  target: Partial<APIMessage> & Pick<APIMessage, 'id'>;
}
export interface UserCommandInteraction extends Interaction {
  target: APIUser;
}
export interface ComponentInteraction extends Interaction {
  /** What follows feature and handler in the custom id. */
  args: readonly string[];
  /** What was chosen in a select; empty for a button. */
  values: readonly string[];
}
export interface ModalInteraction extends Interaction {
  args: readonly string[];
  /** By the custom id of each input: the text, or the chosen values. */
  fields: ReadonlyMap<string, string | readonly string[]>;
}
export interface AutocompleteInteraction extends Interaction {
  /** What has been typed so far into the focused option. */
  typed: string;
  /** The other options as they are; required ones may still be missing. */
  partial: ReadonlyMap<string, string | number | boolean>;
}
