import type { APIEmbed, APIMessage, APIMessageSnapshotFields } from 'discord-api-types/v10';

/** Discord allows 4,000 characters of one's own; with forwards and embeds it could be over 100,000. */
const MAX_LENGTH = 8_000;

/**
 * What a message says, as text: its own words, what it forwards, its poll, and for bots and webhooks their embeds and
 * text components. Mentions and emoji are spelled out, so that nothing in it can ping and a quote of it can be read.
 */
export function messageText(message: APIMessage): string {
  const parts = [spellOut(message.content ?? '', message)];
  for (const { message: forwarded } of message.message_snapshots ?? []) parts.push(forwardedText(forwarded));
  if (message.poll) {
    const answers = message.poll.answers.map(({ poll_media }) => poll_media.text ?? '');
    parts.push([`Poll: ${message.poll.question.text ?? ''}`, ...answers].join('\n'));
  }
  // People's embeds are previews of links: the page's words, not theirs.
  if (message.author.bot || message.webhook_id) {
    parts.push(...(message.embeds ?? []).map(embedText), ...componentTexts(message.components));
  }
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, MAX_LENGTH)
    .toWellFormed();
}

function forwardedText(forwarded: APIMessageSnapshotFields): string {
  const words = [spellOut(forwarded.content ?? '', forwarded), ...(forwarded.embeds ?? []).map(embedText)];
  const text = words.filter((part) => part.trim() !== '').join('\n');
  return text === '' ? '' : `Forwarded message:\n${text}`;
}

function embedText(embed: APIEmbed): string {
  const fields = (embed.fields ?? []).map(({ name, value }) => `${name}: ${value}`);
  return [embed.author?.name, embed.title, embed.description, ...fields, embed.footer?.text]
    .filter((part) => part)
    .join('\n');
}

/** Text displays at any depth; all else of a component is buttons and pictures. */
function componentTexts(components: unknown): string[] {
  if (!Array.isArray(components)) return [];
  return components.flatMap((component: { type?: number; content?: unknown; components?: unknown }) => [
    ...(component.type === 10 && typeof component.content === 'string' ? [component.content] : []),
    ...componentTexts(component.components),
  ]);
}

function spellOut(text: string, { mentions }: Pick<APIMessage, 'mentions'>): string {
  return text
    .replace(/<@!?(\d+)>/g, (_, id: string) => {
      const user = mentions?.find((each) => each.id === id);
      return user ? `@${user.global_name ?? user.username}` : '@someone';
    })
    .replace(/<@&\d+>/g, '@role')
    .replace(/<a?:(\w+):\d+>/g, ':$1:');
}
