import { DiscordMarkdown, type MentionNames } from './discord-markdown.tsx';

/** What of a message is drawn; colours as Discord has them, 0 to 0xffffff. */
export interface DrawnMessage {
  content?: string | undefined;
  embeds?: readonly {
    title?: string;
    description?: string;
    color?: number;
    image?: { url: string };
  }[];
}

/** A message as it looks in Discord, for a preview. Pictures are named, not loaded: their host would see who looks. */
export const DiscordMessage = (props: { message: DrawnMessage; author: string; names?: MentionNames }) => {
  const { message, author, names = {} } = props;
  return (
    <div class="discord">
      <span class="avatar" aria-hidden="true">
        {[...author][0]}
      </span>
      <div class="said">
        <p class="who">
          {author}
          <small>APP</small>
        </p>
        {message.content && <DiscordMarkdown text={message.content} names={names} />}
        {(message.embeds ?? []).map(({ title, description, color, image }) => (
          <div class="embed">
            <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 1 1">
              <rect width="1" height="1" fill={`#${(color ?? 0x4e5058).toString(16).padStart(6, '0')}`} />
            </svg>
            <div>
              {title && (
                <div class="embed-title">
                  <DiscordMarkdown text={title} names={names} />
                </div>
              )}
              {description && <DiscordMarkdown text={description} names={names} />}
              {image && <p class="picture">Picture: {image.url}</p>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
};
