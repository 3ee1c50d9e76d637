import type { APIAllowedMentions, APIEmbed } from 'discord-api-types/v10';
import type { AnnouncementMessage } from './schemas.ts';

export interface AnnouncementBody {
  content?: string;
  embeds?: APIEmbed[];
  allowed_mentions: APIAllowedMentions;
}

/** The message as Discord takes it: the named roles are pinged, everything else that looks like a ping is only text. */
export function messageBody({ content, embed, pings }: AnnouncementMessage): AnnouncementBody {
  const said = [pings.map((id) => `<@&${id}>`).join(' '), content].filter(Boolean).join('\n');
  return {
    ...(said ? { content: said } : {}),
    ...(embed ? { embeds: [embedOf(embed)] } : {}),
    allowed_mentions: { parse: [], roles: pings },
  };
}

const embedOf = ({ title, text, colour, image }: NonNullable<AnnouncementMessage['embed']>): APIEmbed => ({
  ...(title ? { title } : {}),
  ...(text ? { description: text } : {}),
  ...(colour ? { color: Number.parseInt(colour.slice(1), 16) } : {}),
  ...(image ? { image: { url: image } } : {}),
});
