import * as v from 'valibot';
import type { Signal } from '../../core/signals/signal.ts';
import type { Trouble } from './discord/trouble-message.ts';

const Told = v.looseObject({
  endpoint: v.optional(
    v.looseObject({
      id: v.string(),
      name: v.string(),
      kind: v.optional(v.picklist(['http', 'discord-webhook']), 'http'),
    }),
  ),
  title: v.optional(v.string()),
  reason: v.optional(v.nullable(v.string())),
  lastError: v.optional(v.nullable(v.string())),
  attempts: v.optional(v.number()),
  failed: v.optional(v.number()),
  missed: v.optional(v.number()),
});

/** What people are told because of a signal of an endpoint or a notice. */
export function readTrouble({ id, type, data }: Pick<Signal, 'id' | 'type' | 'data'>): Trouble {
  const told = v.parse(Told, data);
  return {
    signalId: id,
    type,
    endpointId: told.endpoint?.id ?? null,
    kind: told.endpoint?.kind ?? 'discord-webhook',
    name: told.endpoint?.name ?? told.title ?? 'Webhook',
    reason: told.reason ?? told.lastError ?? null,
    attempts: told.attempts ?? 0,
    failed: told.failed ?? 0,
    missed: told.missed ?? 0,
  };
}
