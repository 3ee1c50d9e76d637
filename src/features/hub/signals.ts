import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

export const hubSignals: Record<string, SignalDefinition> = {
  'settings.changed': {
    title: 'Settings were changed',
    schema: v.object({ feature: v.string(), changed: v.array(v.string()), version: v.number() }),
    sample: { feature: 'records', changed: ['outbound'], version: 3 },
  },
};
