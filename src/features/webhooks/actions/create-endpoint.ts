import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError, InputError, LimitError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { webhookEndpoints } from '../../../core/tables.ts';
import { sealSecret } from '../../../core/webhooks/secrets.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { storeDestination } from '../destination.ts';
import { selectEndpoint } from '../find-endpoint.ts';
import {
  Conditions,
  Digest,
  EndpointName,
  EndpointUrl,
  EventFilters,
  Kind,
  Mode,
  Secret,
} from '../schemas.ts';

export const CreateEndpointInput = v.object({
  name: EndpointName,
  kind: v.optional(Kind, 'http'),
  url: EndpointUrl,
  events: EventFilters,
  conditions: v.optional(Conditions, []),
  mode: v.optional(Mode, 'post'),
  digest: v.optional(v.nullable(Digest), null),
  /** Taken over from elsewhere; a new one is made if it is absent. */
  secret: v.optional(Secret),
});
export type CreateEndpointInput = v.InferInput<typeof CreateEndpointInput>;

/** More destinations than this are a mistake or an attack; each event is looked at once for each. */
export const MOST_ENDPOINTS = 250;

/**
 * Sets up a destination. Its secret is shown this once; Discord needs none. The same `key` gives the endpoint that it
 * made the first time, without its secret. Throws InputError for an unsafe address.
 */
export async function createEndpoint(
  ctx: ActionContext,
  raw: CreateEndpointInput,
  { key }: { key?: string } = {},
): Promise<{ endpoint: Endpoint; secret: string | null }> {
  await ctx.require('webhooks:manage');
  const { secret: given, url, ...input } = parseInput(CreateEndpointInput, raw);
  checkDiscordOnly(input.kind, input);
  const id = key ? await derivedUuid(`endpoint:${ctx.guildId}:${key}`) : ctx.newId();
  const [before] = key ? await selectEndpoint(ctx, id) : [];
  if (before) return { endpoint: before, secret: null };
  const now = ctx.now();
  const destination = await storeDestination(ctx, { id, kind: input.kind, url });
  const secret =
    input.kind === 'http'
      ? await sealSecret(ctx.secrets, { guildId: ctx.guildId, id, now, ...(given ? { secret: given } : {}) })
      : null;
  const row: Endpoint = {
    ...input,
    ...destination,
    id,
    guildId: ctx.guildId,
    secrets: secret ? [secret.stored] : [],
    state: 'enabled',
    stateReason: null,
    stateText: null,
    stateAt: now,
    failingSince: null,
    warnedAt: null,
    nextProbeAt: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    recoverFrom: null,
    version: 1,
    createdBy: actorLabel(ctx.actor),
    createdAt: now,
    updatedAt: now,
  };
  const { name, kind, events, conditions, mode, digest, urlShown } = row;
  try {
    await ctx.commit({
      statements: [
        requireThat(
          sql`(select count(*) from webhook_endpoints where guild_id = ${ctx.guildId}) < ${MOST_ENDPOINTS}`,
          'too-many-endpoints',
        ),
        ctx.db.insert(webhookEndpoints).values(row),
      ],
      audit: [
        {
          action: 'webhooks.create-endpoint',
          target: `webhook:${id}`,
          after: { name, kind, url: urlShown, events, conditions, mode, digest },
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new LimitError(`There are ${MOST_ENDPOINTS} endpoints already. Delete one first.`);
  }
  return { endpoint: row, secret: secret?.plain ?? null };
}

/** Editing and gathering are ways of showing something to people, so only Discord knows them. */
export function checkDiscordOnly(
  kind: Endpoint['kind'],
  input: Partial<Pick<Endpoint, 'mode' | 'digest'>>,
): void {
  if (kind === 'discord-webhook') return;
  const field = input.mode === 'upsert' ? 'mode' : input.digest ? 'digest' : undefined;
  if (!field) return;
  const problem = 'Only a Discord webhook can do this; a program gets every event.';
  throw new InputError(`${field}: ${problem}`, { [field]: problem });
}
