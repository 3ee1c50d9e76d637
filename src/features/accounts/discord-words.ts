import { escapeMarkdown, inertMentions } from '../../discord/text.ts';

/** Text of others in a message of Discord's: shown as it was written, and pings nobody. */
export const inert = (text: string): string => inertMentions(escapeMarkdown(text));
