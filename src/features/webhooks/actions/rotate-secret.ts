import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { ROTATION_OVERLAP_MS, sealSecret } from '../../../core/webhooks/secrets.ts';
import type { StoredSecret } from '../../../core/webhooks/tables.ts';
import { findEndpoint } from '../find-endpoint.ts';
import { EndpointId, Secret } from '../schemas.ts';

const RotateSecretInput = v.object({ endpoint: EndpointId, secret: v.optional(Secret) });
export type RotateSecretInput = v.InferInput<typeof RotateSecretInput>;

/**
 * Gives an endpoint a new secret, shown this once. The old one signs beside it for 24 hours, so that the receiver can
 * be changed in between without losing anything; older ones stop at once.
 */
export async function rotateSecret(
  ctx: ActionContext,
  raw: RotateSecretInput,
): Promise<{ secret: string; oldExpiresAt: Date | null }> {
  await ctx.require('webhooks:manage');
  const input = parseInput(RotateSecretInput, raw);
  const endpoint = await findEndpoint(ctx, input.endpoint);
  if (endpoint.kind !== 'http')
    throw new InputError('Discord checks no signature, so there is no secret to rotate.');
  const now = ctx.now();
  const { id, guildId, version } = endpoint;
  const { plain, stored } = await sealSecret(ctx.secrets, {
    guildId,
    id,
    now,
    ...(input.secret ? { secret: input.secret } : {}),
  });
  const [current] = endpoint.secrets;
  const oldExpiresAt = current ? new Date(now.getTime() + ROTATION_OVERLAP_MS) : null;
  const old: StoredSecret[] =
    current && oldExpiresAt ? [{ ...current, expiresAt: oldExpiresAt.toISOString() }] : [];
  const secrets = JSON.stringify([stored, ...old]);
  await ctx.commit({
    statements: [
      requireChange(
        sql`update webhook_endpoints set secrets = ${secrets}::jsonb, version = version + 1, updated_at = ${now.toISOString()}::timestamptz
          where id = ${id} and guild_id = ${guildId} and version = ${version}`,
        'endpoint-version',
      ),
    ],
    audit: [
      {
        action: 'webhooks.rotate-secret',
        target: `webhook:${id}`,
        before: { secret: `••••${current?.lastFour ?? ''}` },
        after: { secret: `••••${stored.lastFour}`, oldExpiresAt },
      },
    ],
  });
  return { secret: plain, oldExpiresAt };
}
