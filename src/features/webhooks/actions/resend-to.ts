import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { deliveryAttempts } from '../../../core/tables.ts';
import { checkReachable } from '../../../core/webhooks/resolve-host.ts';
import { openSecrets } from '../../../core/webhooks/secrets.ts';
import { sendHttp } from '../../../core/webhooks/send-http.ts';
import { findDelivery } from '../find-endpoint.ts';
import { DeliveryId, EndpointUrl } from '../schemas.ts';

const ResendToInput = v.object({ delivery: DeliveryId, url: EndpointUrl });
export type ResendToInput = v.InferInput<typeof ResendToInput>;

/**
 * Sends a delivery once, now, to another address, signed as for its own: to see what happens without touching the real
 * receiver. Counts neither as a try nor against the endpoint. Throws InputError for an unsafe address.
 */
export async function resendTo(
  ctx: ActionContext,
  raw: ResendToInput,
): Promise<typeof deliveryAttempts.$inferSelect> {
  await ctx.require('webhooks:manage');
  const { delivery: id, url } = parseInput(ResendToInput, raw);
  const { delivery, endpoint } = await findDelivery(ctx, id);
  if (endpoint?.kind !== 'http') throw new InputError('Only deliveries to a program can be sent elsewhere.');
  const safety = await checkReachable(ctx.runtime, url);
  if (safety.kind !== 'safe') throw new InputError(`url: ${safety.problem}`, { url: safety.problem });
  const secrets = await openSecrets(ctx.secrets, endpoint, ctx.now());
  const attempt = await sendHttp(ctx.runtime.outside, delivery, { url, secrets });
  const { outcome } = attempt;
  const row = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    deliveryId: delivery.id,
    endpointId: null,
    at: attempt.at,
    durationMs: attempt.durationMs,
    ok: outcome.kind === 'sent',
    counts: false,
    target: `Test: ${attempt.target}`,
    requestHeaders: attempt.requestHeaders,
    status: attempt.status ?? null,
    responseHeaders: attempt.responseHeaders ?? null,
    responseBody: attempt.responseBody ?? null,
    error: outcome.kind === 'sent' ? null : outcome.error,
    nextAt: null,
  };
  await ctx.commit({
    statements: [ctx.db.insert(deliveryAttempts).values(row)],
    audit: [{ action: 'webhooks.resend-to', target: `delivery:${id}`, after: { target: attempt.target } }],
  });
  return row;
}
