import * as v from 'valibot';

const EventSchema = v.object({
  /** e.g. `APPLICATION_DEAUTHORIZED` */
  type: v.string(),
  timestamp: v.optional(v.string()),
  data: v.optional(v.unknown()),
});
export type WebhookEvent = v.InferOutput<typeof EventSchema>;

/** An event of Discord's as it travels through the queue `jobs`. */
export interface WebhookEventMessage {
  kind: 'discord-event';
  /** The same for the same bytes: what tells a repeat from another event, as Discord gives events no id. */
  id: string;
  event: WebhookEvent;
  /** Unix milliseconds. */
  receivedAt: number;
}

/** What Discord posts; `event` is there unless it is a PING. */
export const PayloadSchema = v.object({ type: v.number(), event: v.optional(EventSchema) });

/** Unix milliseconds of when it happened; Discord writes UTC without saying so. */
export function happenedAt({ event, receivedAt }: WebhookEventMessage): number {
  const text = event.timestamp ?? '';
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? receivedAt : at;
}
