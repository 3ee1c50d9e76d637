import type { APIEmbed } from 'discord-api-types/v10';
import { EMBED_LIMITS, WEBHOOK_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import type { MessageRow } from '../views.ts';

/** How somebody of the team is known to the person. */
export interface Agent {
  name: string;
  title: string;
  avatarUrl: string | null;
}

/** Who a message seems to come from; null: from the bot alone. */
export interface Identity {
  name: string;
  iconUrl: string | null;
}

export type IdentityPolicy = 'named' | 'role' | 'anonymous';

/** Accent of messages by people of the team, green as in the tickets of old. */
const STAFF_COLOUR = 0x57f287;

/** What the policy lets the person see of the author. Programs speak in the name of the team. */
export function identityOf(
  policy: IdentityPolicy,
  { agent, teamName }: { agent: Agent | undefined; teamName: string },
): Identity | null {
  if (policy === 'anonymous') return null;
  const team = { name: teamName || 'The team', iconUrl: null };
  if (policy === 'role' || !agent) return teamName || agent ? team : null;
  const title = agent.title || teamName;
  return { name: title ? `${agent.name} · ${title}` : agent.name, iconUrl: agent.avatarUrl };
}

/** The name under which a webhook may speak: Discord refuses its own name and that of its first robot in any. */
export function webhookName(name: string): string {
  const allowed = name
    .replace(/discord/gi, 'D…')
    .replace(/clyde/gi, 'C…')
    .replace(/\s+/g, ' ')
    .trim();
  return truncate(allowed || 'The team', WEBHOOK_LIMITS.name);
}

/**
 * A message of the bot: the words as plain text, so that they stand in notifications and can be quoted, and the
 * author as a card below.
 */
export function botMessage(
  message: Pick<MessageRow, 'content' | 'extras'>,
  identity: Identity | null,
): { content: string; embeds: APIEmbed[] } {
  if (!identity) return { content: message.content, embeds: [] };
  const author = {
    name: truncate(identity.name, EMBED_LIMITS.author),
    ...(identity.iconUrl ? { icon_url: identity.iconUrl } : {}),
  };
  return { content: message.content, embeds: [{ author, color: message.extras.colour ?? STAFF_COLOUR }] };
}

/** Words on a card that says who they are from: `Staff: Sam`, in green. Empty words leave the card out. */
export function cardOf(
  message: Pick<MessageRow, 'content' | 'extras'>,
  identity: Identity | null,
): APIEmbed | null {
  if (message.content === '') return null;
  return {
    author: {
      name: truncate(identity ? `Staff: ${identity.name}` : 'Staff', EMBED_LIMITS.author),
      ...(identity?.iconUrl ? { icon_url: identity.iconUrl } : {}),
    },
    description: message.content,
    color: message.extras.colour ?? STAFF_COLOUR,
  };
}
