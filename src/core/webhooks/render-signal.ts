import type { APIEmbed } from 'discord-api-types/v10';
import { escapeMarkdown, fitEmbed, inertMentions } from '../../discord/text.ts';
import type { ActionContext } from '../context.ts';
import type { OutgoingMessage } from '../interactions/reply.ts';
import type { Signal } from '../signals/signal.ts';

const COLOR = 0x5865f2;
/** More than this nobody reads in a channel; programs get all of it. */
const MOST_FIELDS = 12;

/** What a signal looks like in a Discord channel: as its feature shows it, else its title and its values. */
export async function renderSignal(ctx: ActionContext, signal: Signal): Promise<OutgoingMessage> {
  const definition = ctx.runtime.registry.signals.get(signal.type);
  const own = await definition?.message?.(signal, ctx);
  if (own) return own;
  const embed: APIEmbed = {
    title: definition?.title ?? signal.type,
    color: COLOR,
    fields: flatten(signal.data).slice(0, MOST_FIELDS),
    footer: { text: signal.type },
    timestamp: signal.createdAt,
  };
  return { embeds: [fitEmbed(embed)] };
}

function flatten(data: Record<string, unknown>): { name: string; value: string; inline: boolean }[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return [];
    if (typeof value === 'object' && !Array.isArray(value)) return flatten(value as Record<string, unknown>);
    const text = Array.isArray(value)
      ? value.filter((one) => typeof one !== 'object').join(', ')
      : String(value);
    return text ? [{ name: inWords(name), value: inert(text), inline: text.length <= 40 }] : [];
  });
}

const inert = (text: string): string => inertMentions(escapeMarkdown(text));
const inWords = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
