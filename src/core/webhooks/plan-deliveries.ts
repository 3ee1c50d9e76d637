import { eq } from 'drizzle-orm';
import { parseWebhookUrl } from '../../discord/webhooks.ts';
import type { ActionContext } from '../context.ts';
import { derivedUuid } from '../ids.ts';
import { isRetryable } from '../interactions/present.ts';
import type { Signal } from '../signals/signal.ts';
import { type deliveries, webhookEndpoints } from '../tables.ts';
import { digestOf } from './digest.ts';
import { discordLane, noticeLane } from './lane.ts';
import { matchesConditions, matchesType } from './match-event.ts';
import { renderSignal } from './render-signal.ts';
import type { Endpoint } from './tables.ts';

export type NewDelivery = typeof deliveries.$inferInsert;

/** All that goes out because of a signal. Ids follow from the signal, so planning twice plans the same. */
export async function planDeliveries(
  ctx: ActionContext,
  signal: Signal,
  sequence: number,
): Promise<NewDelivery[]> {
  const at = ctx.now();
  const common = {
    guildId: ctx.guildId,
    signalId: signal.id,
    sequence,
    eventType: signal.type,
    subject: signal.subject,
    occurredAt: new Date(signal.createdAt),
    purpose: 'event' as const,
    runAt: at,
    createdAt: at,
  };
  const [notices, endpoints] = await Promise.all([planNotices(ctx, signal), planEndpoints(ctx, signal)]);
  return [...notices, ...endpoints].map((row) => ({ ...common, ...row }));
}

type Planned = Pick<NewDelivery, 'id' | 'notice' | 'lane' | 'body' | 'state'> & Partial<NewDelivery>;

async function planNotices(ctx: ActionContext, signal: Signal): Promise<Planned[]> {
  const planned = [...ctx.runtime.registry.notices].filter(([, notice]) => notice.signal === signal.type);
  const rows = await Promise.all(
    planned.map(async ([name, notice]): Promise<Planned[]> => {
      const row = {
        id: await derivedUuid(`${signal.id}:${name}`),
        notice: name,
        lane: noticeLane(ctx.guildId, name),
      };
      try {
        const message = await notice.message(signal, ctx);
        if (!message) return [];
        const url = await notice.webhookUrl(ctx);
        const webhook = url ? parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl) : null;
        const lane = webhook ? discordLane(webhook.id) : row.lane;
        return [{ ...row, lane, body: { ...message }, state: 'queued' }];
      } catch (error) {
        if (isRetryable(error)) throw error;
        // One notice that can't be made may not hold up the others; it waits for an admin instead.
        ctx.log.error('notice failed', { notice: name, signal: signal.id, error });
        return [{ ...row, ...unmade(ctx) }];
      }
    }),
  );
  return rows.flat();
}

async function planEndpoints(ctx: ActionContext, signal: Signal): Promise<Planned[]> {
  // What concerns some people alone is no business of a program's.
  if (ctx.runtime.registry.signals.get(signal.type)?.mayHear) return [];
  const endpoints = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.guildId, ctx.guildId));
  const wanting = endpoints.filter((endpoint) => wants(endpoint, signal));
  const message = wanting.some(({ kind }) => kind === 'discord-webhook')
    ? await renderSignal(ctx, signal).catch((error: unknown) => {
        if (isRetryable(error)) throw error;
        ctx.log.error('message failed', { signal: signal.id, error });
        return undefined;
      })
    : undefined;
  return Promise.all(
    wanting.map(async (endpoint): Promise<Planned> => {
      const row = {
        id: await derivedUuid(`${signal.id}:endpoint:${endpoint.id}`),
        notice: '',
        endpointId: endpoint.id,
        lane: endpoint.lane,
      };
      const state = endpoint.state === 'enabled' ? ('queued' as const) : ('held' as const);
      if (endpoint.kind === 'http') return { ...row, body: signal.data, state };
      if (!message) return { ...row, ...unmade(ctx) };
      return { ...row, body: { ...message }, state, ...digestOf(endpoint, signal, ctx.now()) };
    }),
  );
}

/** An endpoint never hears of its own troubles: that would be one more delivery to fail. */
function wants(endpoint: Endpoint, signal: Signal): boolean {
  if (signal.subject === `webhook:${endpoint.id}`) return false;
  if (!matchesType(endpoint.events, signal.type)) return false;
  const { type, data, subject, actor, source } = signal;
  return matchesConditions(endpoint.conditions, { type, data, subject, actor, source });
}

const unmade = (ctx: ActionContext) => ({
  body: {},
  state: 'failed' as const,
  error: 'The post could not be put together. Report it with the reference of the log.',
  finishedAt: ctx.now(),
});
