import type { Dict, Fields } from './check.ts';

const EMBED_TOTAL = 6000;

/** Checks a list of embeds and answers them as stored; the sum of all their text may be 6000. */
export function readEmbeds(fields: Fields, key = 'embeds'): Dict[] | undefined {
  const list = fields.each(key, { max: 10 });
  if (!list) return undefined;
  let total = 0;
  const embeds = list.map((embed) => {
    const [value, size] = readEmbed(embed);
    total += size;
    return value;
  });
  if (total > EMBED_TOTAL) {
    fields.check.at(key).fail('MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${EMBED_TOTAL}`);
  }
  return embeds;
}

function readEmbed(embed: Fields): [Dict, number] {
  const out: Dict = { type: 'rich' };
  let size = 0;
  const text = (from: Fields, key: string, max: number, required = false) => {
    const value = from.string(key, { max, required, min: required ? 1 : 0 });
    size += [...(value ?? '')].length;
    return value;
  };
  put(out, 'title', text(embed, 'title', 256));
  put(out, 'description', text(embed, 'description', 4096));
  put(out, 'url', embed.url('url'));
  put(out, 'timestamp', readTimestamp(embed));
  put(out, 'color', embed.number('color', { min: 0, max: 0xffffff }));
  const footer = embed.dict('footer');
  if (footer) {
    const value: Dict = {};
    put(value, 'text', text(footer, 'text', 2048, true));
    put(value, 'icon_url', footer.url('icon_url', { schemes: ['http', 'https', 'attachment'] }));
    out.footer = value;
  }
  for (const key of ['image', 'thumbnail', 'video']) {
    const media = embed.dict(key);
    if (media)
      out[key] = { url: media.url('url', { required: true, schemes: ['http', 'https', 'attachment'] }) };
  }
  const author = embed.dict('author');
  if (author) {
    const value: Dict = {};
    put(value, 'name', text(author, 'name', 256, true));
    put(value, 'url', author.url('url'));
    put(value, 'icon_url', author.url('icon_url', { schemes: ['http', 'https', 'attachment'] }));
    out.author = value;
  }
  const list = embed.each('fields', { max: 25 });
  if (list) {
    out.fields = list.map((field) => ({
      name: text(field, 'name', 256, true),
      value: text(field, 'value', 1024, true),
      inline: field.boolean('inline') ?? false,
    }));
  }
  return [out, size];
}

function readTimestamp(embed: Fields): string | undefined {
  const value = embed.string('timestamp');
  if (value === undefined || !Number.isNaN(Date.parse(value))) return value;
  return embed.check
    .at('timestamp')
    .fail('DATE_TIME_TYPE_PARSE', `Could not parse ${value}. Should be ISO8601.`);
}

function put(target: Dict, key: string, value: unknown): void {
  if (value !== undefined) target[key] = value;
}

/** An embed that shows nothing is left out of a message: Discord counts such a message as empty. */
export function isEmptyEmbed(embed: Dict): boolean {
  return Object.keys(embed).every((key) => key === 'type' || key === 'color');
}
