import { WebhookEventType } from 'discord-interactions';
import * as v from 'valibot';
import { endAccess } from '../accounts/end-access.ts';
import { openDatabase } from '../database/client.ts';
import { UnavailableError } from '../errors.ts';
import { derivedUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { auditLog } from '../tables.ts';
import { happenedAt, type WebhookEventMessage } from './message.ts';

const Snowflake = v.pipe(v.string(), v.regex(/^\d{15,20}$/));
const Person = v.object({ id: Snowflake });
const Deauthorized = v.object({ user: Person });
const Authorized = v.object({
  user: Person,
  scopes: v.optional(v.array(v.string()), []),
  /** Absent when the person let Guildhall see their account only. */
  guild: v.optional(v.object({ id: Snowflake })),
});

/**
 * Does what an event of Discord's asks for. Bears being run again with the same event, and late: events come at least
 * once and in no order. What nobody knows, and what is not as Discord describes it, is logged and done with.
 */
export async function handleWebhookEvent(runtime: Runtime, message: WebhookEventMessage): Promise<void> {
  const { id, event } = message;
  const log = runtime.log.with({ requestId: requestIdOf(message), type: event.type });
  switch (event.type) {
    case WebhookEventType.APPLICATION_DEAUTHORIZED: {
      const data = v.safeParse(Deauthorized, event.data);
      if (!data.success) return log.error('webhook event is not as described');
      const at = new Date(happenedAt(message));
      const taken = { userId: data.output.user.id, at, eventId: id };
      const ended = await endAccess(runtime, taken);
      for (const flow of runtime.registry.authorizations.values()) await flow.deauthorized(runtime, taken);
      return log.info('somebody took back their authorization', { sessions: ended });
    }
    case WebhookEventType.APPLICATION_AUTHORIZED: {
      const data = v.safeParse(Authorized, event.data);
      if (!data.success) return log.error('webhook event is not as described');
      const { guild, scopes } = data.output;
      if (guild) await noteInstallation(runtime, message, { ...data.output, guild });
      return log.info('somebody authorized Guildhall', { guildId: guild?.id, scopes });
    }
    default:
      return log.info('webhook event that nobody hears');
  }
}

/** Writes down who let Guildhall into a server, and with which scopes; once for each event. */
async function noteInstallation(
  runtime: Runtime,
  message: WebhookEventMessage,
  { user, guild, scopes }: { user: { id: string }; guild: { id: string }; scopes: string[] },
): Promise<void> {
  if (!runtime.config.database)
    throw new UnavailableError('Guildhall has no database yet. Set DATABASE_URL.');
  await openDatabase(runtime.config.database)
    .insert(auditLog)
    .values({
      id: await derivedUuid(`discord-event:${message.id}:${guild.id}`),
      guildId: guild.id,
      action: 'accounts.authorize',
      target: `guild:${guild.id}`,
      actor: `user:${user.id}`,
      source: 'discord',
      requestId: requestIdOf(message),
      after: { scopes },
      createdAt: new Date(happenedAt(message)),
    })
    .onConflictDoNothing();
}

const requestIdOf = ({ id }: WebhookEventMessage): string => `event-${id.slice(0, 12)}`;
