import { DiscordMarkdown, type MentionNames } from './discord-markdown.tsx';

/** What of a message is drawn; colours as Discord has them, 0 to 0xffffff. */
export interface DrawnMessage {
  content?: string | undefined;
  embeds?: readonly {
    title?: string;
    description?: string;
    color?: number;
    fields?: readonly { name: string; value: string }[];
    image?: { url: string };
    footer?: { text: string };
  }[];
  /** Rows below the message. */
  components?: readonly (DrawnButtons | DrawnSelect)[];
}

export interface DrawnButtons {
  kind: 'buttons';
  buttons: readonly {
    label: string;
    /** A sign, or `name:id` of one of the server's. */
    emoji?: string | null;
    style?: 'primary' | 'secondary' | 'success' | 'danger';
  }[];
}

export interface DrawnSelect {
  kind: 'select';
  placeholder: string;
  options: readonly { label: string; description?: string; emoji?: string | null }[];
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
        {(message.embeds ?? []).map(({ title, description, color, fields = [], image, footer }) => (
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
              {fields.length > 0 && (
                <dl class="embed-fields">
                  {fields.map(({ name, value }) => (
                    <div>
                      <dt>{name}</dt>
                      <dd>
                        <DiscordMarkdown text={value} names={names} />
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
              {image && <p class="picture">Picture: {image.url}</p>}
              {footer && <p class="small">{footer.text}</p>}
            </div>
          </div>
        ))}
        {(message.components ?? []).map((row) =>
          row.kind === 'buttons' ? <Buttons {...row} /> : <DrawnMenu {...row} />,
        )}
      </div>
    </div>
  );
};

const Buttons = ({ buttons }: DrawnButtons) => (
  <div class="drawn-row">
    {buttons.map(({ label, emoji, style = 'secondary' }) => (
      <span class={`drawn-button ${style}`}>
        <DrawnEmoji emoji={emoji} />
        {label}
      </span>
    ))}
  </div>
);

const DrawnMenu = ({ placeholder, options }: DrawnSelect) => (
  <div class="drawn-select">
    <p class="drawn-select-top">{placeholder}</p>
    <ul>
      {options.map(({ label, description, emoji }) => (
        <li>
          <DrawnEmoji emoji={emoji} />
          <span>
            {label}
            {description && <small>{description}</small>}
          </span>
        </li>
      ))}
    </ul>
  </div>
);

/** One of the server's own is named, not loaded. */
const DrawnEmoji = ({ emoji }: { emoji: string | null | undefined }) => {
  if (!emoji) return null;
  const own = /^(\w+):\d+$/.exec(emoji)?.[1];
  return (
    <span class="drawn-emoji" aria-hidden="true">
      {own ? `:${own}:` : emoji}
    </span>
  );
};
