import { actorLabel } from '../access/actor.ts';
import type { ActionContext } from '../context.ts';
import { ConflictError, InputError, RepeatError, ReusedKeyError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import {
  type Claim,
  claimKey,
  endLease,
  type KeyedRequest,
  LEASE_LOST,
  releaseKey,
  storeAnswer,
  witnessOf,
} from '../http/idempotency.ts';
import type { FormValues } from './form-values.ts';
import type { PageAnswer, PageRedirect } from './page.ts';

/** How long a second click waits for what the first one does, and between two looks; milliseconds. */
const PATIENCE_MS = 8_000;
const LOOK_AGAIN_MS = 250;

/** What a form that counts once holds while it is saved; empty for every other form. */
export interface OnceHold {
  keyed?: KeyedRequest;
  lease?: string;
}

/** Goes into every transaction of the request, so that of all clicks on one form exactly one changes something. */
export const onceWitness =
  (hold: OnceHold) =>
  ({ db }: ActionContext) =>
    hold.keyed && hold.lease ? witnessOf(db, hold.keyed, hold.lease) : undefined;

/**
 * Saves a form that carries a value of its own (`<Form once>`) once, however often it is sent: repeats are sent on to
 * where the first one was. What shows a secret is not kept, so its repeats are only told that it was saved. Forms
 * without such a value are saved each time.
 */
export async function submitOnce(
  ctx: ActionContext,
  hold: OnceHold,
  form: { path: string; values: FormValues },
  save: () => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const nonce = form.values.text('once') ?? '';
  if (!/^[\w-]{8,64}$/.test(nonce)) return save();
  const typed = form.values.entries().filter(([name]) => name !== 'csrf');
  const keyed: KeyedRequest = {
    guildId: ctx.guildId,
    actor: actorLabel(ctx.actor),
    key: `form:${nonce}:${form.path}`,
    requestHash: await sha256Hex(JSON.stringify([typed, form.values.fileMarks()])),
  };
  const claim = await claimForm(ctx, keyed);
  if (claim.kind === 'answered') return readRedirect(claim.answer.body);
  hold.keyed = keyed;
  hold.lease = claim.lease;
  try {
    const answer = await save();
    ctx.runtime.defer(
      isRedirect(answer)
        ? storeAnswer(ctx.db, keyed, claim.lease, { status: 303, headers: {}, body: JSON.stringify(answer) })
        : endLease(ctx.db, keyed, claim.lease, ctx.now()),
    );
    return answer;
  } catch (error) {
    if (error instanceof ConflictError && error.reason === LEASE_LOST) throw savedBefore();
    await releaseKey(ctx.db, keyed, claim.lease);
    throw error;
  }
}

/** A browser shows the answer to the last click only, so a repeat waits for what the first one comes to. */
async function claimForm(ctx: ActionContext, keyed: KeyedRequest): Promise<Claim> {
  const end = ctx.runtime.outside.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await claimKey(ctx.db, keyed, ctx.now(), false);
    } catch (error) {
      if (error instanceof ReusedKeyError) throw changedSince();
      if (!(error instanceof RepeatError)) throw error;
      if (error.code === 'answer_lost' || ctx.runtime.outside.now() >= end) throw savedBefore();
      await ctx.runtime.outside.sleep(LOOK_AGAIN_MS);
    }
  }
}

const isRedirect = (answer: PageAnswer): answer is PageRedirect =>
  !(answer instanceof Response) && 'to' in answer;

const readRedirect = (body: string): PageRedirect => {
  const { to, flash }: PageRedirect = JSON.parse(body);
  return { to, ...(flash ? { flash } : {}) };
};

const changedSince = () =>
  new InputError(
    'This form was sent before with other content, and that was saved. Send it again if you want this as well.',
  );

const savedBefore = () =>
  new ConflictError(
    'form-sent',
    'This form was sent before and was saved. A secret that it showed is not shown again: open what was made and take a new one there.',
  );
