import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

export const privacySignals: Record<string, SignalDefinition> = {
  'person.erased': {
    title: 'A person’s data was erased',
    schema: v.object({
      pseudonym: v.string(),
      extent: v.picklist(['everything', 'keep-facts']),
      counts: v.record(v.string(), v.number()),
    }),
    sample: { pseudonym: 'erased-3f5b6c7d8e9f', extent: 'everything', counts: { records: 3, signals: 12 } },
  },
};
