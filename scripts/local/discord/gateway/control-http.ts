import { refusal } from '../errors.ts';
import type { GatewayControl } from './control.ts';

const VERBS = [
  'configure',
  'budget',
  'close',
  'cut',
  'reconnect',
  'invalidate',
  'requestHeartbeat',
  'forget',
  'refuse',
  'accept',
  'faults',
  'trap',
  'dispatch',
  'flood',
  'presence',
  'resetToken',
] as const satisfies (keyof GatewayControl)[];

/** `GET /_control/gateway`, `GET|DELETE /_control/gateway/received`, `POST /_control/gateway/<verb>` with the verb's argument as body. */
export function controlGateway(
  gateway: GatewayControl,
  method: string,
  what: string,
  query: URLSearchParams,
  body: unknown,
): unknown {
  if (method === 'GET' && what === '') return gateway.report();
  if (method === 'DELETE' && what === 'received') return gateway.clearReceived();
  if (method === 'GET' && what === 'received') {
    const op = query.get('op');
    return gateway.received(op === null ? undefined : Number(op));
  }
  const verb = VERBS.find((name) => name === what);
  if (method !== 'POST' || !verb) throw refusal(10003);
  // The control API trusts its callers, as the other routes under it do.
  return (gateway[verb] as (argument: unknown) => unknown)(body ?? {});
}
