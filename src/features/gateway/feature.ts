import { defineFeature } from '../../core/feature.ts';
import { replayJob } from '../../core/gateway/replay-job.ts';
import { listenSettings } from '../../core/gateway/settings.ts';
import { gatewaySignals } from '../../core/gateway/signals.ts';

export const gateway = defineFeature({
  name: 'gateway',
  title: 'Gateway',
  summary: 'Listens to what happens in Discord and hands it to the features that want to know.',
  alwaysOn: true,
  signals: gatewaySignals,
  settings: listenSettings,
  jobs: { replay: replayJob },
});
