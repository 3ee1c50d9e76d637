import * as v from 'valibot';
import type { SignalDefinition } from '../signals/signal.ts';
import type { Endpoint } from './tables.ts';

const EndpointView = v.object({
  id: v.string(),
  name: v.string(),
  kind: v.picklist(['http', 'discord-webhook']),
  state: v.picklist(['enabled', 'paused', 'disabled']),
  reason: v.nullable(v.string()),
});
export type EndpointView = v.InferOutput<typeof EndpointView>;

const sample: EndpointView = {
  id: '0192d3a4-7c1e-7a55-8a10-0000000000e1',
  name: 'Workshop board',
  kind: 'http',
  state: 'enabled',
  reason: null,
};

/** An endpoint as its signals and its pings show it: nothing of its address, which may be a secret. */
export const endpointView = ({ id, name, kind, state, stateText }: Endpoint): EndpointView => ({
  id,
  name,
  kind,
  state,
  reason: stateText,
});

/** What the delivery engine itself tells of; the webhooks feature declares them. */
export const webhookSignals: Record<string, SignalDefinition> = {
  'webhook.endpoint-failing': {
    title: 'At least half of the deliveries to an endpoint fail',
    schema: v.object({
      endpoint: EndpointView,
      attempts: v.number(),
      failed: v.number(),
      lastError: v.nullable(v.string()),
    }),
    sample: { endpoint: sample, attempts: 12, failed: 7, lastError: 'The endpoint answered 500.' },
  },
  'webhook.endpoint-disabled': {
    title: 'An endpoint was switched off by itself',
    schema: v.object({ endpoint: EndpointView, reason: v.string() }),
    sample: {
      endpoint: { ...sample, state: 'disabled', reason: 'Nothing arrived for five days.' },
      reason: 'Nothing arrived for five days.',
    },
  },
  'webhook.endpoint-recovered': {
    title: 'An endpoint that was switched off answers again',
    schema: v.object({ endpoint: EndpointView, missed: v.number(), since: v.string() }),
    sample: { endpoint: sample, missed: 42, since: '2026-11-20T18:30:00.000Z' },
  },
  'webhook.notice-refused': {
    title: 'The channel webhook of a setting does not exist any more',
    schema: v.object({ notice: v.string(), title: v.string(), reason: v.string() }),
    sample: {
      notice: 'records.record.created',
      title: 'New record',
      reason: 'The Discord webhook was deleted.',
    },
  },
  'webhook.ping': {
    title: 'A test, sent on request or to see whether an endpoint answers again',
    schema: v.object({ endpoint: EndpointView, message: v.string() }),
    sample: { endpoint: sample, message: 'Guildhall says hello.' },
  },
};
