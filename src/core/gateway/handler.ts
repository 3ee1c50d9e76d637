import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import type { IntentName } from '../../discord/intents.ts';
import type { Runtime } from '../runtime.ts';

/** What Discord sends with each of its events, by the event's name. */
export type GatewayEventData = {
  [Payload in GatewayDispatchPayload as `${Payload['t']}`]: Payload['d'];
};

/** Name of an event as Discord dispatches it, e.g. `MESSAGE_CREATE`. */
export type GatewayEventName = keyof GatewayEventData;

/** An event that Discord dispatched over the gateway. @see https://docs.discord.com/developers/events/gateway-events */
export interface GatewayEvent<Name extends GatewayEventName = GatewayEventName> {
  type: Name;
  data: GatewayEventData[Name];
  /** Which shard saw it; direct messages come to shard 0 only. */
  shard: number;
  /** Its number within the session. The pair with `sessionId` names the event, unless Discord tells it twice. */
  sequence: number;
  sessionId: string;
  /** Unix milliseconds. */
  receivedAt: number;
  /**
   * Fields of `data` that were left out because the whole did not fit into a queue message (128 KB). Only servers with
   * hundreds of channels get there. Whoever needs them asks Discord for them.
   */
  left?: readonly string[];
}

/**
 * Hears one kind of event. What it is called with comes at least once and in no order that can be relied on: so it
 * must know by Discord's own ids what it has seen, and bear that an edit arrives before what it edits.
 *
 * Handlers of one event are independent: one that fails is run again by itself, as a job, with backoff and for as long
 * as something outside is down. Then it waits as failed work, with the event, until an admin runs it again.
 */
export interface GatewayHandler {
  event: GatewayEventName;
  /** What the session must ask for, so that Discord sends these events and what is read of them. */
  intents: readonly IntentName[];
  /** Pure and cheap: runs in the gateway's object for every event of that name. False drops the event. */
  wants(data: never): boolean;
  /** Runs in a queue consumer. Not called for a server in which the feature is switched off. */
  handle(runtime: Runtime, event: never): Promise<void>;
  /**
   * Whose server an event of no server is about, for telling its admins that it could not be handled; null where that
   * cannot be told.
   */
  concerns?(runtime: Runtime, event: never): Promise<string | null>;
}

/**
 * Declares a handler; `wants` and `handle` get the data as Discord types it. A direct message belongs to no server, so
 * `handle` opens a context for the server that it means: `createContext(runtime, { guildId, … })`.
 */
export function defineGatewayHandler<Name extends GatewayEventName>(handler: {
  event: Name;
  intents: readonly IntentName[];
  wants(data: GatewayEventData[Name]): boolean;
  handle(runtime: Runtime, event: GatewayEvent<Name>): Promise<void>;
  concerns?(runtime: Runtime, event: GatewayEvent<Name>): Promise<string | null>;
}): GatewayHandler {
  return handler;
}

/** A handler with the feature that declares it. */
export interface RegisteredHandler {
  /** `<feature>.<EVENT_NAME>`; one feature hears each event once. */
  id: string;
  feature: string;
  event: GatewayEventName;
  intents: readonly IntentName[];
  wants(data: unknown): boolean;
  handle(runtime: Runtime, event: GatewayEvent): Promise<void>;
  concerns?(runtime: Runtime, event: GatewayEvent): Promise<string | null>;
}

/** Forgets the type of the data: only events of the handler's own name are handed to it. */
export const registerHandler = (feature: string, handler: GatewayHandler): RegisteredHandler => ({
  ...(handler as unknown as Omit<RegisteredHandler, 'id' | 'feature'>),
  id: `${feature}.${handler.event}`,
  feature,
});
