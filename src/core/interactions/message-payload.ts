import { EPHEMERAL } from './protocol.ts';
import type { OutgoingMessage } from './reply.ts';

const NO_MENTIONS = { parse: [] };

/** A message as Discord's routes take it. Nobody is ever pinged by user text. */
export function messagePayload(message: OutgoingMessage, surface: 'everyone' | 'invoker' | 'update') {
  const { content, embeds, components } = message;
  // An update must clear what the message had before, so absent parts are sent as empty.
  const absent = surface === 'update';
  return {
    content: content ?? (absent ? '' : undefined),
    embeds: embeds ?? (absent ? [] : undefined),
    components: components ?? (absent ? [] : undefined),
    flags: surface === 'invoker' ? EPHEMERAL : undefined,
    allowed_mentions: NO_MENTIONS,
  };
}
