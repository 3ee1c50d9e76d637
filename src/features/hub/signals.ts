import * as v from 'valibot';
import { workSignals } from '../../core/queue/signals.ts';
import type { SignalDefinition } from '../../core/signals/signal.ts';

const ApiKeyView = v.looseObject({ id: v.string(), name: v.string(), scopes: v.array(v.string()) });

const key = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000003',
  name: 'Workshop display',
  prefix: 'gh_a1b2',
  lastFour: 'x9Yz',
  scopes: ['records:read'],
  createdAt: '2026-11-20T18:30:00.000Z',
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
};

const ofApiKey = (title: string): SignalDefinition => ({
  title,
  schema: v.object({ key: ApiKeyView }),
  sample: { key },
});

export const hubSignals: Record<string, SignalDefinition> = {
  'settings.changed': {
    title: 'Settings were changed',
    schema: v.object({ feature: v.string(), changed: v.array(v.string()), version: v.number() }),
    sample: { feature: 'records', changed: ['outbound'], version: 3 },
  },
  ...workSignals,
  'api-key.created': ofApiKey('An API key was created'),
  'api-key.revoked': ofApiKey('An API key was revoked'),
};
