import * as v from 'valibot';

/** One delivery as its job carries it. */
export const DeliveryPayload = v.object({
  kind: v.string(),
  channel: v.picklist(['dm', 'channel', 'dashboard']),
  userIds: v.array(v.string()),
  roleIds: v.optional(v.array(v.string()), []),
  text: v.string(),
  plain: v.string(),
  path: v.string(),
  /** The same for every try; it goes into Discord's nonce. */
  key: v.string(),
  signal: v.object({ id: v.string(), actor: v.string(), subject: v.string() }),
});
export type DeliveryPayload = v.InferOutput<typeof DeliveryPayload>;
