import * as v from 'valibot';
import type { SignalDefinition } from '../signals/signal.ts';

export const WORK_FAILED = 'work.failed';

/** What the queue of jobs itself tells of; the hub declares them. */
export const workSignals: Record<string, SignalDefinition> = {
  [WORK_FAILED]: {
    title: 'Work failed for good and waits for an admin',
    schema: v.object({ job: v.string(), title: v.string(), reference: v.string() }),
    sample: { job: 'records.analyse', title: 'Read a message', reference: 'job-4f2a9c01d77e3' },
  },
};
