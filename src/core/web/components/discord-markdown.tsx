import type { Child } from 'hono/jsx';

/** Names for ids in mentions; without one the id is shown. */
export interface MentionNames {
  roles?: ReadonlyMap<string, string>;
  channels?: ReadonlyMap<string, string>;
}

const INLINE =
  /\\([\\*_~|`>#-])|(`+)([\s\S]+?)\2|\*\*([\s\S]+?)\*\*|__([\s\S]+?)__|~~([\s\S]+?)~~|\|\|([\s\S]+?)\|\||\*(?!\s)([^*]+?)\*|(?<!\w)_(?!\s)([^_]+?)_(?!\w)|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|<(@&|@!?|#)(\d{15,20})>|<t:(-?\d{1,13})(?::([tTdDfFR]))?>|<?(https?:\/\/[^\s<>]+)>?/;
/** Styles within styles; more is nobody's text. */
const DEEPEST = 8;

const written = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/**
 * Text as Discord draws it: what people use of its Markdown, with mentions and times. Links are only drawn, never
 * followed, and everything else is text, so nothing in it can act in a page.
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export const DiscordMarkdown = ({ text, names = {} }: { text: string; names?: MentionNames }) => (
  <>{blocks(text).map((block) => drawBlock(block, names))}</>
);

type Block =
  | { kind: 'code'; text: string }
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'small' | 'quote' | 'text'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] };

function blocks(text: string): Block[] {
  const found: Block[] = [];
  const parts = text.split(/```(?:[\w+-]*\n)?([\s\S]+?)```/);
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 1) found.push({ kind: 'code', text: part.replace(/\n$/, '') });
    else if (part.trim() !== '') found.push(...lines(part.replace(/^\n|\n$/g, '')));
  }
  return found;
}

function lines(text: string): Block[] {
  const found: Block[] = [];
  for (const line of text.split('\n')) {
    const last = found.at(-1);
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    const quote = /^> (.*)$/.exec(line);
    const item = /^\s*(?:([-*])|\d{1,4}\.) +(.+)$/.exec(line);
    if (heading) {
      found.push({ kind: 'heading', level: (heading[1] ?? '#').length as 1 | 2 | 3, text: heading[2] ?? '' });
    } else if (small) found.push({ kind: 'small', text: small[1] ?? '' });
    else if (quote) {
      if (last?.kind === 'quote') last.text += `\n${quote[1]}`;
      else found.push({ kind: 'quote', text: quote[1] ?? '' });
    } else if (item) {
      const ordered = item[1] === undefined;
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item[2] ?? '');
      else found.push({ kind: 'list', ordered, items: [item[2] ?? ''] });
    } else if (last?.kind === 'text') last.text += `\n${line}`;
    else found.push({ kind: 'text', text: line });
  }
  return found;
}

function drawBlock(block: Block, names: MentionNames): Child {
  switch (block.kind) {
    case 'code':
      return <pre>{block.text}</pre>;
    case 'heading':
      return <p class={`heading-${block.level}`}>{inline(block.text, names, 0)}</p>;
    case 'small':
      return <p class="small">{inline(block.text, names, 0)}</p>;
    case 'quote':
      return (
        <blockquote>
          <p>{inline(block.text, names, 0)}</p>
        </blockquote>
      );
    case 'text':
      return <p>{inline(block.text, names, 0)}</p>;
    case 'list': {
      const items = block.items.map((item) => <li>{inline(item, names, 0)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function inline(text: string, names: MentionNames, depth: number): Child[] {
  const drawn: Child[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match && depth < DEEPEST; match = INLINE.exec(rest)) {
    drawn.push(rest.slice(0, match.index), drawInline(match, names, depth + 1));
    rest = rest.slice(match.index + match[0].length);
  }
  drawn.push(rest);
  return drawn;
}

function drawInline(match: RegExpExecArray, names: MentionNames, depth: number): Child {
  const [
    ,
    escaped,
    ,
    code,
    bold,
    underlined,
    struck,
    spoiler,
    slanted,
    slanted2,
    label,
    ,
    kind,
    id,
    time,
    style,
    url,
  ] = match;
  const inner = (text: string) => inline(text, names, depth);
  if (escaped) return escaped;
  if (code) return <code>{code}</code>;
  if (bold) return <strong>{inner(bold)}</strong>;
  if (underlined) return <u>{inner(underlined)}</u>;
  if (struck) return <s>{inner(struck)}</s>;
  if (spoiler) return <span class="spoiler">{inner(spoiler)}</span>;
  if (slanted ?? slanted2) return <em>{inner(slanted ?? slanted2 ?? '')}</em>;
  if (label) return <span class="link">{label}</span>;
  if (kind && id) return <span class="mention">{mention(kind, id, names)}</span>;
  if (time) return drawTime(Number(time) * 1_000, style, match[0]);
  return <span class="link">{url}</span>;
}

function mention(kind: string, id: string, { roles, channels }: MentionNames): string {
  if (kind === '#') return `#${channels?.get(id)?.replace(/^#/, '') ?? id}`;
  return `@${(kind === '@&' ? roles?.get(id) : undefined) ?? id}`;
}

/** Dates end where JavaScript's do; beyond that it is only text. The script tells them by the reader's own clock. */
function drawTime(ms: number, style: string | undefined, text: string): Child {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return text;
  return (
    <time datetime={at.toISOString()} data-local={style === 'R' ? 'relative' : 'full'}>
      {written.format(at)} UTC
    </time>
  );
}
