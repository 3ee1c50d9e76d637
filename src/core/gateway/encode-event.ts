import type { GatewayMessage } from './handle-event.ts';
import type { GatewayEvent } from './handler.ts';

/** A queue message may have 128,000 bytes with what the queue adds to it. */
export const MOST_MESSAGE_BYTES = 120_000;

const encoder = new TextEncoder();
export const byteLength = (text: string): number => encoder.encode(text).length;

/**
 * An event as text for the queue. What does not fit loses its largest fields, named in `left`, until it does: ids are
 * short, so whoever needs the rest can ask Discord for it.
 */
export function encodeEvent(event: GatewayEvent): { text: string; bytes: number } {
  const whole = encode(event);
  if (whole.bytes <= MOST_MESSAGE_BYTES) return whole;
  const fields = Object.entries((event.data ?? {}) as Record<string, unknown>)
    .map(([name, value]) => ({ name, value, bytes: byteLength(JSON.stringify(value) ?? '') }))
    .sort((a, b) => b.bytes - a.bytes);
  const left: string[] = [];
  let excess = whole.bytes - MOST_MESSAGE_BYTES;
  while (excess > 0 && fields.length > 0) {
    const [largest] = fields.splice(0, 1);
    if (!largest) break;
    left.push(largest.name);
    // The name in `left` takes the place of the name in `data`.
    excess -= largest.bytes;
  }
  const data = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  return encode({ ...event, data: data as unknown as GatewayEvent['data'], left });
}

function encode(event: GatewayEvent): { text: string; bytes: number } {
  const text = JSON.stringify({ kind: 'gateway', event } satisfies GatewayMessage);
  return { text, bytes: byteLength(text) };
}
