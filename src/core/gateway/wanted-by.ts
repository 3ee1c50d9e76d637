import { INTENTS, type IntentName } from '../../discord/intents.ts';
import type { Registry } from '../registry.ts';
import type { RegisteredHandler } from './handler.ts';

/** The handlers that want an event. One whose `wants` throws gets the event, so that its fault comes to light. */
export function wantedBy(
  { gateway }: Pick<Registry, 'gateway'>,
  type: string,
  data: unknown,
): RegisteredHandler[] {
  return (gateway.get(type) ?? []).filter((handler) => {
    try {
      return handler.wants(data);
    } catch {
      return true;
    }
  });
}

/** Intents of the session: what the handlers need, and the servers themselves. Lowest bit first. */
export function sessionIntents({ gateway }: Pick<Registry, 'gateway'>): IntentName[] {
  const wanted = new Set<IntentName>(['GUILDS']);
  for (const handlers of gateway.values())
    for (const { intents } of handlers) for (const intent of intents) wanted.add(intent);
  return (Object.keys(INTENTS) as IntentName[]).filter((intent) => wanted.has(intent));
}
