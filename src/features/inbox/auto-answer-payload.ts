import * as v from 'valibot';

export const AutoAnswerPayload = v.object({
  channelId: v.string(),
  content: v.string(),
  /** The same for each attempt: Discord shows one message for it. */
  key: v.string(),
  components: v.optional(v.array(v.looseObject({ type: v.number() }))),
});
export type AutoAnswerPayload = v.InferOutput<typeof AutoAnswerPayload>;
