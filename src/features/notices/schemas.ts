import * as v from 'valibot';
import { lengthOf } from '../../discord/text.ts';
import {
  AFFECTED_MAX_LENGTH,
  KEY_MAX_LENGTH,
  MESSAGE_MAX_LENGTH,
  MOST_AFFECTED,
  MOST_SERVERS,
  TITLE_MAX_LENGTH,
} from './limits.ts';
import { isCurrency, readAmount } from './money.ts';
import { ALL_STATES, STATES } from './states.ts';

const line = (max: number) =>
  v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.check((text) => lengthOf(text) <= max, `At most ${max} characters.`),
  );
const needed = (max: number, words: string) => v.pipe(line(max), v.minLength(1, words));

const title = needed(TITLE_MAX_LENGTH, 'Give it a title.');
const message = needed(MESSAGE_MAX_LENGTH, 'Say what people have to know.');
const affected = v.pipe(
  v.array(needed(AFFECTED_MAX_LENGTH, 'Name what is affected.')),
  v.maxLength(MOST_AFFECTED, `At most ${MOST_AFFECTED} things.`),
);
const instant = v.pipe(
  v.string('Give a time.'),
  v.isoTimestamp('Give a time in ISO 8601, like 2026-12-01T18:00:00Z.'),
  v.transform((text) => new Date(text).toISOString()),
);

export const BILLING_TYPES = [
  'payment',
  'invoice',
  'refund',
  'failed-payment',
  'subscription',
  'cancellation',
  'chargeback',
  'other',
] as const;
export const BILLING_WORDS: Readonly<Record<(typeof BILLING_TYPES)[number], string>> = {
  payment: 'Payment received',
  invoice: 'Invoice issued',
  refund: 'Refund',
  'failed-payment': 'Payment failed',
  subscription: 'Subscription',
  cancellation: 'Cancellation',
  chargeback: 'Chargeback',
  other: 'Other',
};
export const IMPACTS = ['none', 'minor', 'major', 'critical'] as const;
export const SEVERITIES = ['warning', 'critical'] as const;

const Currency = v.pipe(
  v.string('Give a currency.'),
  v.trim(),
  v.toUpperCase(),
  v.check(isCurrency, 'Give a currency by its three letters, like USD or EUR.'),
);
const Amount = v.union([v.number(), v.pipe(v.string(), v.maxLength(20))], 'Give an amount, like 12.50.');

export const BillingInput = v.pipe(
  v.object({
    amount: v.pipe(Amount, v.description('A number, or a decimal text where no digit may be lost.')),
    currency: v.optional(Currency, 'USD'),
    type: v.picklist(BILLING_TYPES, `Choose one of ${BILLING_TYPES.join(', ')}.`),
    description: v.optional(line(1_000), ''),
    customerId: v.pipe(
      v.optional(v.nullable(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))), null),
      v.description('Discord id of the customer, who is told where they chose.'),
    ),
  }),
  v.forward(
    v.check(
      ({ amount, currency }) => readAmount(amount, currency) !== undefined,
      'Give an amount like 12.50, with no more decimals than the currency has.',
    ),
    ['amount'],
  ),
);

export const StatusInput = v.object({
  title,
  message,
  state: v.optional(
    v.picklist(STATES.status, `Choose one of ${STATES.status.join(', ')}.`),
    'investigating' as const,
  ),
  impact: v.optional(v.picklist(IMPACTS, `Choose one of ${IMPACTS.join(', ')}.`), 'minor' as const),
  affected: v.optional(affected, []),
});

export const MaintenanceInput = v.pipe(
  v.object({
    title,
    message,
    startsAt: instant,
    endsAt: instant,
    affected: v.optional(affected, []),
    servers: v.pipe(
      v.optional(
        v.pipe(
          v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
          v.maxLength(MOST_SERVERS, `At most ${MOST_SERVERS} servers.`),
        ),
        [],
      ),
      v.description(
        'Ids of servers of the panel that it is about; their customers are told where they chose.',
      ),
    ),
  }),
  v.forward(
    v.check(({ startsAt, endsAt }) => startsAt < endsAt, 'The end has to come after the beginning.'),
    ['endsAt'],
  ),
);

export const AlertInput = v.object({
  title,
  message,
  severity: v.optional(v.picklist(SEVERITIES, 'Choose warning or critical.'), 'critical' as const),
  source: v.pipe(
    v.optional(line(AFFECTED_MAX_LENGTH), ''),
    v.description('What noticed it, e.g. the name of a monitor.'),
  ),
  key: v.pipe(
    v.optional(v.nullable(needed(KEY_MAX_LENGTH, 'Give a key, or null.')), null),
    v.description('Alerts of one key are one alert as long as it is open, and for the hold-down after it.'),
  ),
});

/** What is raised, of every kind. */
export type RaiseInput =
  | ({ kind: 'billing' } & v.InferInput<typeof BillingInput>)
  | ({ kind: 'status' } & v.InferInput<typeof StatusInput>)
  | ({ kind: 'maintenance' } & v.InferInput<typeof MaintenanceInput>)
  | ({ kind: 'alert' } & v.InferInput<typeof AlertInput>);

export const UpdateInput = v.object({
  state: v.optional(v.picklist(ALL_STATES, 'Choose one of the states of its kind.')),
  message: v.optional(line(MESSAGE_MAX_LENGTH), ''),
  startsAt: v.pipe(v.optional(instant), v.description('Of a maintenance that is moved.')),
  endsAt: v.pipe(v.optional(instant), v.description('Of a maintenance that is moved or takes longer.')),
});
export type UpdateInput = v.InferInput<typeof UpdateInput>;
