import type { BILLING_TYPES, IMPACTS, SEVERITIES } from './schemas.ts';

export interface BillingDetails {
  /** Decimal text with the decimals of the currency. */
  amount: string;
  /** ISO 4217. */
  currency: string;
  type: (typeof BILLING_TYPES)[number];
}
export interface StatusDetails {
  impact: (typeof IMPACTS)[number];
  affected: string[];
}
export interface MaintenanceDetails {
  /** ISO 8601. */
  startsAt: string;
  endsAt: string;
  affected: string[];
  /** Ids of servers whose customers are told; absent before there were any. */
  servers?: string[];
  /** Whether people were reminded of this window. */
  reminded: boolean;
}
export interface AlertDetails {
  severity: (typeof SEVERITIES)[number];
  source: string;
  /** ISO 8601; when it was raised last. */
  lastAt: string;
  /** How often it had been said again when it came back last; absent for one that never did. */
  escalatedBefore?: number;
}

/** What only one kind has; which, the notice's kind says. */
export type NoticeDetails = BillingDetails | StatusDetails | MaintenanceDetails | AlertDetails;

/** Details together with their kind, for code that tells them apart. */
export type KindedDetails =
  | { kind: 'billing'; details: BillingDetails }
  | { kind: 'status'; details: StatusDetails }
  | { kind: 'maintenance'; details: MaintenanceDetails }
  | { kind: 'alert'; details: AlertDetails };

/** Safe because a notice is written with the details of its kind and both never part. */
export const kinded = (row: { kind: string; details: NoticeDetails }): KindedDetails => row as KindedDetails;
