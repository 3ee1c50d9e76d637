import { discordNeeds } from '../../../core/access/discord-needs.ts';
import type { ActionContext } from '../../../core/context.ts';
import { getCurrentApplication } from '../../../discord/application.ts';
import { DiscordError, explainDiscordError } from '../../../discord/errors.ts';
import { intentsNotEnabled, PRIVILEGED_INTENTS } from '../../../discord/intents.ts';
import { staffChannelOf } from '../desk-channel.ts';
import { readFacts } from '../facts.ts';
import { readGatewayHealth } from '../receiving/gateway-health.ts';
import { inboxSettings } from '../settings.ts';
import { countUnrouted } from './warn-of-unrouted.ts';

export interface InboxStatus {
  /** Whether the bot can hear and answer people in this server now. */
  botActive: boolean;
  token: { ok: boolean; reason: string | null };
  /** Intents that Discord's portal has to allow and does not, each with what is lost. Null: Discord did not say. */
  missingIntents: { intent: string; label: string; without: string }[] | null;
  gateway: { state: 'ok' | 'degraded' | 'off'; reason: string | null };
  /** How direct messages come in just now. */
  mode: 'gateway' | 'poll';
  lastEventAt: string | null;
  lastEventAgeSeconds: number | null;
  /** When a message of this server came without its text, and why. */
  intentMissing: { at: string; reason: string } | null;
  unrouted: { count: number; oldestAt: string | null };
  /** What is not set up, each with its remedy. */
  missing: { name: string; remedy: string }[];
}

const INTENT_MISSING =
  'A message of a server came without its text: the Message Content Intent is off. Switch it on in the Discord developer portal under Bot.';

/** Whether the inbox works, and if not, what is missing. Asks Discord once. */
export async function readInboxStatus(ctx: ActionContext): Promise<InboxStatus> {
  await ctx.require('inbox:read');
  const [health, facts, unrouted, token] = await Promise.all([
    readGatewayHealth(ctx.runtime),
    readFacts(ctx),
    countUnrouted(ctx),
    readToken(ctx),
  ]);
  const heard = facts.get('heard')?.at.getTime();
  const lastEvent = Math.max(health.lastEventAt ?? 0, heard ?? 0) || undefined;
  const noText = facts.get('intent-missing');
  const ownNoText = noText?.guildId === ctx.guildId ? noText : undefined;
  const intents = discordNeeds(ctx.runtime.registry).intents.map(({ intent }) => intent);
  const missingIntents =
    token.flags === undefined
      ? null
      : intentsNotEnabled(token.flags, new Set([...intents, 'MESSAGE_CONTENT' as const])).map((intent) => ({
          intent,
          label: PRIVILEGED_INTENTS[intent].label,
          without: PRIVILEGED_INTENTS[intent].without,
        }));
  return {
    botActive: token.ok,
    token: { ok: token.ok, reason: token.reason },
    missingIntents,
    gateway: { state: health.state, reason: health.reason || null },
    mode: health.isHearing ? 'gateway' : 'poll',
    lastEventAt: lastEvent ? new Date(lastEvent).toISOString() : null,
    lastEventAgeSeconds: lastEvent
      ? Math.max(0, Math.round((ctx.now().getTime() - lastEvent) / 1_000))
      : null,
    intentMissing: ownNoText ? { at: ownNoText.at.toISOString(), reason: INTENT_MISSING } : null,
    unrouted: { count: unrouted.count, oldestAt: unrouted.oldestAt?.toISOString() ?? null },
    missing: await missingParts(ctx, missingIntents ?? []),
  };
}

async function readToken(
  ctx: ActionContext,
): Promise<{ ok: boolean; reason: string | null; flags: number | undefined }> {
  try {
    const { flags } = await getCurrentApplication(ctx.discord, { maxWaitMs: 3_000, retries: 1 });
    return { ok: true, reason: null, flags: flags ?? 0 };
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return { ok: false, reason: explainDiscordError(error), flags: undefined };
  }
}

/** Each variable and setting that is not there, by name, with what to do. */
async function missingParts(
  ctx: ActionContext,
  intents: readonly { label: string; without: string }[],
): Promise<InboxStatus['missing']> {
  const { discord, publicUrl } = ctx.runtime.config;
  const { receive, staffChannel } = await ctx.settings(inboxSettings);
  const portal = 'Copy it from the Discord developer portal and deploy again.';
  const variables: [string, unknown, string][] = [
    ['DISCORD_TOKEN', discord.token, portal],
    ['DISCORD_APPLICATION_ID', discord.applicationId, portal],
    ['DISCORD_PUBLIC_KEY', discord.publicKey, portal],
    ['DISCORD_CLIENT_SECRET', discord.clientSecret, portal],
    ['PUBLIC_URL', publicUrl, 'Set it to the address of this Worker; the sign-in comes back there.'],
  ];
  const unreachable =
    staffChannel && discord.token && !(await staffChannelOf(ctx).catch(() => staffChannel))
      ? staffChannel
      : null;
  return [
    ...variables.flatMap(([name, value, remedy]) => (value ? [] : [{ name, remedy }])),
    ...intents.map(({ label, without }) => ({
      name: label,
      remedy: `Switch it on in the developer portal under Bot; without it ${without}.`,
    })),
    ...(receive
      ? []
      : [{ name: 'inbox.receive', remedy: 'Switch “Take direct messages” on with `/settings change`.' }]),
    ...(unreachable
      ? [
          {
            name: 'inbox.staffChannel',
            remedy:
              'The staff channel is gone or hidden from the bot. Choose another one with `/settings change`.',
          },
        ]
      : []),
  ];
}
