import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import type { Permission } from '../../core/feature.ts';
import { parseInput } from '../../core/parse-input.ts';
import { moneyText, readAmount } from './money.ts';
import type { NoticeRow } from './notice-view.ts';
import {
  AlertInput,
  BILLING_WORDS,
  BillingInput,
  MaintenanceInput,
  type RaiseInput,
  StatusInput,
} from './schemas.ts';
import { NOTICE_KINDS, type NoticeKind } from './states.ts';

/** What an input says about a notice that is not written yet. */
export type PlannedNotice = Pick<
  NoticeRow,
  'kind' | 'title' | 'state' | 'message' | 'details' | 'customerId' | 'dedupeKey'
>;

/** Who may raise which kind. */
export const RAISE_ACCESS: Readonly<Record<NoticeKind, Permission>> = {
  billing: 'notices:billing',
  status: 'notices:post',
  maintenance: 'notices:post',
  alert: 'notices:alert',
};

/** Checks that the actor may raise it and all that it says. Writes nothing and asks nothing outside. */
export async function planNotice(ctx: ActionContext, raw: RaiseInput): Promise<PlannedNotice> {
  const kind = v.parse(v.picklist(NOTICE_KINDS), raw.kind);
  await ctx.require(RAISE_ACCESS[kind]);
  return plans[kind](raw, ctx);
}

const plans: Record<NoticeKind, (raw: unknown, ctx: ActionContext) => PlannedNotice> = {
  billing(raw) {
    const { amount, currency, type, description, customerId } = parseInput(BillingInput, raw);
    const exact = readAmount(amount, currency) ?? '';
    return {
      kind: 'billing',
      title: `${BILLING_WORDS[type]}: ${moneyText(exact, currency)}`,
      state: 'booked',
      message: description,
      details: { amount: exact, currency, type },
      customerId,
      dedupeKey: null,
    };
  },
  status(raw) {
    const { title, message, state, impact, affected } = parseInput(StatusInput, raw);
    return { ...plain, kind: 'status', title, state, message, details: { impact, affected } };
  },
  maintenance(raw, ctx) {
    const { title, message, startsAt, endsAt, affected, servers } = parseInput(MaintenanceInput, raw);
    const now = ctx.now().toISOString();
    if (endsAt <= now) {
      const problem = 'That window is over already. Give an end that is still to come.';
      throw new InputError(problem, { endsAt: problem });
    }
    const state = startsAt <= now ? 'underway' : 'scheduled';
    const details = { startsAt, endsAt, affected, servers, reminded: false };
    return { ...plain, kind: 'maintenance', title, state, message, details };
  },
  alert(raw, ctx) {
    const { title, message, severity, source, key } = parseInput(AlertInput, raw);
    const details = { severity, source, lastAt: ctx.now().toISOString() };
    return { ...plain, kind: 'alert', title, state: 'firing', message, details, dedupeKey: key };
  },
};

const plain = { customerId: null, dedupeKey: null };
