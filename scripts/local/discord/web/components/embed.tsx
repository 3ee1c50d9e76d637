import { memo } from 'hono/jsx/dom';
import { hex } from '../state/selectors.ts';
import type { Embed } from '../state/wire.ts';
import { Picture, safe } from './attachments.tsx';
import { InlineMarkdown, Markdown } from './markdown.tsx';
import { stamp } from './time-words.ts';

type Field = NonNullable<Embed['fields']>[number];

/** Neighbouring inline fields share a row of up to three; any other field has its own row. */
export function rowsOf(fields: Field[]): Field[][] {
  const rows: Field[][] = [];
  for (const field of fields) {
    const row = rows.at(-1);
    if (field.inline && row?.[0]?.inline && row.length < 3) row.push(field);
    else rows.push([field]);
  }
  return rows;
}

export const EmbedCard = memo(({ embed }: { embed: Embed }) => {
  const { author, footer, fields, image, thumbnail, timestamp } = embed;
  const large = embed.type === 'image' || embed.type === 'gifv';
  return (
    <article
      class="embed"
      style={{ borderColor: embed.color ? hex(embed.color) : 'var(--embed-edge)' }}
      aria-label="Embed"
    >
      <div class={`embed-grid${thumbnail && !large ? ' with-thumb' : ''}`}>
        <div class="embed-main">
          {embed.provider?.name ? <div class="embed-provider">{embed.provider.name}</div> : null}
          {author ? (
            <div class="embed-author">
              {safe(author.icon_url) ? <img src={safe(author.icon_url)} alt="" /> : null}
              {safe(author.url) ? (
                <a href={safe(author.url)} target="_blank" rel="noopener noreferrer">
                  {author.name}
                </a>
              ) : (
                <span>{author.name}</span>
              )}
            </div>
          ) : null}
          {embed.title ? (
            <div class="embed-title">
              {safe(embed.url) ? (
                <a href={safe(embed.url)} target="_blank" rel="noopener noreferrer">
                  <InlineMarkdown text={embed.title} />
                </a>
              ) : (
                <InlineMarkdown text={embed.title} />
              )}
            </div>
          ) : null}
          {embed.description ? (
            <div class="embed-description">
              <Markdown text={embed.description} />
            </div>
          ) : null}
          {fields?.length ? (
            <div class="embed-fields">
              {rowsOf(fields).map((row) => (
                <div class={`embed-row cols-${row.length}`}>
                  {row.map((field) => (
                    <div class="embed-field">
                      <div class="embed-field-name">
                        <InlineMarkdown text={field.name} />
                      </div>
                      <Markdown text={field.value} />
                    </div>
                  ))}
                </div>
              ))}
            </div>
          ) : null}
        </div>
        {thumbnail && !large ? <Picture media={thumbnail} alt="Thumbnail" class="embed-thumb" /> : null}
      </div>
      {(image ?? (large ? thumbnail : null)) ? (
        <Picture media={image ?? thumbnail ?? { url: '' }} alt="Embedded image" class="embed-image" />
      ) : null}
      {footer || timestamp ? (
        <div class="embed-footer">
          {safe(footer?.icon_url) ? <img src={safe(footer?.icon_url)} alt="" /> : null}
          <span>{[footer?.text, timestamp ? stamp(timestamp) : null].filter(Boolean).join(' • ')}</span>
        </div>
      ) : null}
    </article>
  );
});
