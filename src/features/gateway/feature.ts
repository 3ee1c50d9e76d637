import { defineFeature } from '../../core/feature.ts';
import { replayJob } from '../../core/gateway/replay-job.ts';

export const gateway = defineFeature({
  name: 'gateway',
  title: 'Gateway',
  summary: 'Listens to what happens in Discord and hands it to the features that want to know.',
  alwaysOn: true,
  jobs: { replay: replayJob },
});
