/** @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes */
export const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

/** What every frame of the gateway looks like; nothing about `d` is known before its opcode or event is looked at. */
export interface GatewayFrame {
  op: number;
  d?: unknown;
  s?: number | null;
  t?: string | null;
}

/** Opens a session. `shard` is its number and how many there are. */
export const identifyPayload = (token: string, intents: number, shard: readonly [number, number]) => ({
  op: OP.identify,
  d: { token, intents, shard, properties: { os: 'linux', browser: 'guildhall', device: 'guildhall' } },
});

/** Goes on with a session after the event with this number. */
export const resumePayload = (token: string, sessionId: string, sequence: number) => ({
  op: OP.resume,
  d: { token, session_id: sessionId, seq: sequence },
});

/** `sequence` is the number of the last event, null before the first. */
export const heartbeatPayload = (sequence: number | null) => ({ op: OP.heartbeat, d: sequence });

/** Reads a frame; undefined for anything that is not one. */
export function readFrame(text: string): GatewayFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isFrame =
    typeof value === 'object' && value !== null && 'op' in value && typeof value.op === 'number';
  return isFrame ? (value as GatewayFrame) : undefined;
}

/** Discord writes the name and the number of an event first, so most of what nobody wants need not be read further. */
const EVENT_HEAD = /^\{"t":"([A-Z_]{1,60})","s":(\d{1,15}),"op":0,/;

/** Name and number of an event without reading the whole frame; undefined when it begins in another way. */
export function peekEvent(text: string): { t: string; s: number } | undefined {
  const [, t, s] = EVENT_HEAD.exec(text) ?? [];
  return t === undefined ? undefined : { t, s: Number(s) };
}

/** Address to open a socket at, in the form that `fetch` with an `Upgrade` header takes. */
export function gatewayAddress(url: string): string {
  const address = new URL(url.replace(/^ws/, 'http'));
  address.searchParams.set('v', '10');
  address.searchParams.set('encoding', 'json');
  return address.href;
}
