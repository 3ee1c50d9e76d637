import * as v from 'valibot';
import { CONDITION_OPS } from '../../core/webhooks/match-event.ts';
import { isSigningSecret } from '../../core/webhooks/sign.ts';

const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const filter = v.pipe(
  v.string('Give event types as texts.'),
  v.maxLength(100, 'At most 100 characters.'),
  v.regex(
    /^(?:\*|[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*(?:\.\*)?)$/,
    'Give a type like record.created, a group like record.*, or *.',
  ),
);

export const EventFilters = v.pipe(
  v.array(filter, 'Give a list of event types.'),
  v.minLength(1, 'Choose at least one event type.'),
  v.maxLength(50, 'At most 50 filters.'),
);

export const Conditions = v.pipe(
  v.array(
    v.object({
      path: v.pipe(
        v.string('Say where to look, like data.record.kind.'),
        v.regex(
          /^(?:type|subject|actor|source|data(?:\.[\w-]{1,60}){1,8})$/,
          'Begin with data., or give type, subject, actor or source.',
        ),
      ),
      op: v.picklist(CONDITION_OPS, `Choose one of ${CONDITION_OPS.join(', ')}.`),
      value: v.optional(v.union([scalar, v.pipe(v.array(scalar), v.maxLength(50, 'At most 50 values.'))])),
    }),
    'Give a list of conditions.',
  ),
  v.maxLength(10, 'At most 10 conditions.'),
);

const minutes = (most: number) =>
  v.pipe(
    v.number('Give minutes.'),
    v.integer('Give whole minutes.'),
    v.minValue(1, 'At least 1.'),
    v.maxValue(most, `At most ${most}.`),
  );

export const Digest = v.pipe(
  v.object({
    quietMinutes: v.optional(minutes(60), 5),
    capMinutes: v.optional(minutes(240), 15),
    /** What is too urgent to wait. */
    bypass: v.optional(v.pipe(v.array(filter), v.maxLength(50, 'At most 50 filters.')), []),
  }),
  v.check(
    ({ quietMinutes, capMinutes }) => capMinutes >= quietMinutes,
    'The cap may not be shorter than the quiet time.',
  ),
);

export const EndpointName = v.pipe(
  v.string('Give a name.'),
  v.trim(),
  v.minLength(1, 'Give a name.'),
  v.maxLength(80, 'At most 80 characters.'),
);
export const EndpointUrl = v.pipe(v.string('Give an address.'), v.trim(), v.minLength(1, 'Give an address.'));
export const Mode = v.picklist(['post', 'upsert'], 'Choose post or upsert.');
export const Kind = v.picklist(['http', 'discord-webhook'], 'Choose http or discord-webhook.');
export const Secret = v.pipe(
  v.string('Give a secret.'),
  v.check(isSigningSecret, 'Give whsec_ and 24 to 64 bytes in base64, or leave it out to get a new one.'),
);
export const EndpointId = v.pipe(v.string('Say which endpoint.'), v.uuid('That is no id of an endpoint.'));
export const DeliveryId = v.pipe(v.string('Say which delivery.'), v.uuid('That is no id of a delivery.'));
export const Since = v.pipe(
  v.string('Give a time.'),
  v.isoTimestamp('Give a time like 2026-11-20T18:30:00Z.'),
  v.transform((text) => new Date(text)),
);

const Instant = v.string();
const Nullable = v.nullable(v.string());

/** An endpoint as the API shows it. */
export const EndpointAnswer = v.object({
  id: v.string(),
  name: v.string(),
  kind: Kind,
  /** Origin and path; the rest may be secret. */
  url: v.string(),
  events: v.array(v.string()),
  conditions: v.array(v.object({ path: v.string(), op: v.string(), value: v.optional(v.unknown()) })),
  mode: Mode,
  digest: v.nullable(
    v.object({ quietMinutes: v.number(), capMinutes: v.number(), bypass: v.array(v.string()) }),
  ),
  state: v.picklist(['enabled', 'paused', 'disabled']),
  reason: Nullable,
  reasonText: Nullable,
  stateSince: Instant,
  secrets: v.array(v.object({ lastFour: v.string(), createdAt: Instant, expiresAt: Nullable })),
  statistics: v.object({
    windowHours: v.number(),
    attempts: v.number(),
    failed: v.number(),
    waiting: v.number(),
    held: v.number(),
    medianMs: v.nullable(v.number()),
    lastSuccessAt: Nullable,
    lastFailureAt: Nullable,
    failingSince: Nullable,
  }),
  /** What was missed and can be sent now. */
  recoverable: v.nullable(v.object({ since: Instant, count: v.number(), seconds: v.number() })),
  version: v.number(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type EndpointAnswer = v.InferOutput<typeof EndpointAnswer>;

export const AttemptAnswer = v.object({
  id: v.string(),
  at: Instant,
  durationMs: v.number(),
  ok: v.boolean(),
  target: v.string(),
  request: v.object({ headers: v.record(v.string(), v.string()) }),
  response: v.nullable(
    v.object({ status: v.number(), headers: v.record(v.string(), v.string()), body: Nullable }),
  ),
  error: Nullable,
  nextAt: Nullable,
});
export type AttemptAnswer = v.InferOutput<typeof AttemptAnswer>;

export const DeliveryAnswer = v.object({
  id: v.string(),
  webhookId: v.string(),
  endpointId: Nullable,
  endpointName: Nullable,
  notice: Nullable,
  type: v.string(),
  subject: v.string(),
  purpose: v.picklist(['event', 'ping', 'probe']),
  state: v.picklist(['queued', 'sent', 'failed', 'held']),
  attempts: v.number(),
  nextAt: Nullable,
  error: Nullable,
  messageId: Nullable,
  createdAt: Instant,
  finishedAt: Nullable,
});
export type DeliveryAnswer = v.InferOutput<typeof DeliveryAnswer>;
