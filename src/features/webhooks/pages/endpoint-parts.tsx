import { Badge, type Tone } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { Delivery } from '../../../core/webhooks/attempt.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';

const states: Record<Endpoint['state'], { tone: Tone; words: string }> = {
  enabled: { tone: 'good', words: 'On' },
  paused: { tone: 'warning', words: 'Paused' },
  disabled: { tone: 'bad', words: 'Off' },
};

const deliveryStates: Record<Delivery['state'], { tone: Tone; words: string }> = {
  queued: { tone: 'accent', words: 'Waiting' },
  sent: { tone: 'good', words: 'Sent' },
  failed: { tone: 'bad', words: 'Failed' },
  held: { tone: 'warning', words: 'Held' },
};

export const EndpointState = ({ endpoint }: { endpoint: Pick<Endpoint, 'state' | 'failingSince'> }) =>
  endpoint.state === 'enabled' && endpoint.failingSince ? (
    <Badge tone="warning">On, failing</Badge>
  ) : (
    <Badge tone={states[endpoint.state].tone}>{states[endpoint.state].words}</Badge>
  );

export const DeliveryState = ({ state }: Pick<Delivery, 'state'>) => (
  <Badge tone={deliveryStates[state].tone}>{deliveryStates[state].words}</Badge>
);

export const endpointPath = (page: Pick<PageRequest, 'base'>, { id }: Pick<Endpoint, 'id'>): string =>
  `${page.base}/webhooks/${id}`;
