import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const RecordId = v.pipe(v.string(), v.uuid());

const MirrorAttachments = v.object({
  recordId: RecordId,
  /** Addresses as they were when the message was read, by attachment; Discord lets them expire within a day. */
  urls: v.optional(v.record(v.string(), v.string()), {}),
});
export type MirrorAttachments = v.InferOutput<typeof MirrorAttachments>;

const DropCopies = v.object({
  /** Records that were taken back. */
  recordIds: v.array(RecordId),
  /** Copies of files that were taken off records which stay. */
  keys: v.array(v.string()),
});
export type DropCopies = v.InferOutput<typeof DropCopies>;

export const recordJobs = {
  'mirror-attachments': defineJob({
    title: 'Copy the files of the messages behind a record',
    schema: MirrorAttachments,
    run: async (ctx, payload) =>
      (await import('./actions/mirror-attachments.ts')).mirrorAttachments(ctx, payload),
  }),
  'drop-copies': defineJob({
    title: 'Delete copies of files that no record has any more',
    schema: DropCopies,
    run: async (ctx, payload) => (await import('./actions/drop-copies.ts')).dropCopies(ctx, payload),
  }),
};
