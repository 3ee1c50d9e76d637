/** Discord's markdown as a tree; the renderer makes elements of it, so that no text can become markup. */
export type Inline =
  | { t: 'text'; text: string }
  | { t: 'b' | 'i' | 'u' | 's' | 'spoiler'; children: Inline[] }
  | { t: 'code'; text: string }
  | { t: 'link'; url: string; children: Inline[] }
  | { t: 'user' | 'role' | 'channel'; id: string }
  | { t: 'command'; name: string; id: string }
  | { t: 'everyone'; text: string }
  | { t: 'time'; unix: number; style: string }
  | { t: 'emoji'; name: string; id: string; animated: boolean }
  | { t: 'br' };
export type Block =
  | { t: 'p'; children: Inline[] }
  | { t: 'h'; level: 1 | 2 | 3; children: Inline[] }
  | { t: 'sub'; children: Inline[] }
  | { t: 'quote'; children: Block[] }
  | { t: 'pre'; lang: string; text: string }
  | { t: 'list'; ordered: boolean; start: number; items: { children: Inline[]; nested: Block[] }[] };

interface Rule {
  re: RegExp;
  make: (m: RegExpExecArray, parse: (text: string) => Inline[]) => Inline;
}
const wrap =
  (t: 'b' | 'i' | 'u' | 's' | 'spoiler'): Rule['make'] =>
  (m, parse) => ({ t, children: parse(m[1] ?? m[2] ?? '') });
const trailing = /[.,:;!?'")\]]+$/;
const safeUrl = (url: string): boolean => /^https?:\/\/[^\s]+$/i.test(url);

const rules: Rule[] = [
  { re: /^\\([^A-Za-z0-9\s])/, make: (m) => ({ t: 'text', text: m[1] ?? '' }) },
  {
    re: /^(`{1,2})(?!`)([\s\S]*?[^`])\1(?!`)/,
    make: (m) => ({ t: 'code', text: m[2]?.trim() || (m[2] ?? '') }),
  },
  { re: /^<@!?(\d{15,21})>/, make: (m) => ({ t: 'user', id: m[1] ?? '' }) },
  { re: /^<@&(\d{15,21})>/, make: (m) => ({ t: 'role', id: m[1] ?? '' }) },
  { re: /^<#(\d{15,21})>/, make: (m) => ({ t: 'channel', id: m[1] ?? '' }) },
  { re: /^<\/([^:>]{1,100}):(\d{1,21})>/, make: (m) => ({ t: 'command', name: m[1] ?? '', id: m[2] ?? '' }) },
  {
    re: /^<(a?):(\w{2,32}):(\d{15,21})>/,
    make: (m) => ({ t: 'emoji', animated: m[1] === 'a', name: m[2] ?? '', id: m[3] ?? '' }),
  },
  {
    re: /^<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/,
    make: (m) => ({ t: 'time', unix: Number(m[1]), style: m[2] ?? 'f' }),
  },
  { re: /^@(?:everyone|here)\b/, make: (m) => ({ t: 'everyone', text: m[0] }) },
  {
    re: /^\[((?:\\.|[^\]\\\n]){1,1000})\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+"[^"]*")?\s*\)/,
    make: (m, parse) =>
      safeUrl(m[2] ?? '')
        ? { t: 'link', url: m[2] ?? '', children: parse(m[1] ?? '') }
        : { t: 'text', text: m[0] },
  },
  {
    re: /^<(https?:\/\/[^\s>]+)>/i,
    make: (m) => ({ t: 'link', url: m[1] ?? '', children: [{ t: 'text', text: m[1] ?? '' }] }),
  },
  {
    re: /^\*\*\*([\s\S]+?)\*\*\*(?!\*)/,
    make: (m, parse) => ({ t: 'b', children: [{ t: 'i', children: parse(m[1] ?? '') }] }),
  },
  { re: /^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, make: wrap('b') },
  { re: /^__((?:\\.|[^\\])+?)__(?!_)/s, make: wrap('u') },
  { re: /^~~([\s\S]+?)~~(?!~)/, make: wrap('s') },
  { re: /^\|\|([\s\S]+?)\|\|/, make: wrap('spoiler') },
  { re: /^\*(?![\s*])((?:\*\*|\\.|[^\\*])*?[^\s*])\*(?!\*)/s, make: wrap('i') },
  { re: /^_(?![\s_])((?:__|\\.|[^\\_])*?[^\s_])_(?![_A-Za-z0-9])/s, make: wrap('i') },
];
/** Where something other than plain text may begin. */
const special = /[\\`<@[*_~|\n]|https?:\/\//i;

export function parseInline(text: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  const push = (plain: string) => {
    const last = out.at(-1);
    if (last?.t === 'text') last.text += plain;
    else out.push({ t: 'text', text: plain });
  };
  let rest = text;
  let wordBefore = false;
  while (rest) {
    const at = rest.search(special);
    if (at !== 0) {
      const plain = at < 0 ? rest : rest.slice(0, at);
      push(plain);
      wordBefore = /\w$/.test(plain);
      rest = rest.slice(plain.length);
      continue;
    }
    if (rest[0] === '\n') {
      out.push({ t: 'br' });
      rest = rest.slice(1);
      wordBefore = false;
      continue;
    }
    const bare = /^https?:\/\/[^\s<>]+[^\s<>]/i.exec(rest);
    if (bare) {
      const url = bare[0].replace(trailing, (end) =>
        end.startsWith(')') && bare[0].includes('(') ? ')' : '',
      );
      out.push({ t: 'link', url, children: [{ t: 'text', text: url }] });
      rest = rest.slice(url.length);
      continue;
    }
    const rule =
      depth > 12
        ? undefined
        : rules.find((r) => !(wordBefore && rest[0] === '_' && rest[1] !== '_') && r.re.test(rest));
    const match = rule?.re.exec(rest);
    if (rule && match) {
      const made = rule.make(match, (inner) => parseInline(inner, depth + 1));
      if (made.t === 'text') push(made.text);
      else out.push(made);
      rest = rest.slice(match[0].length);
    } else {
      push(rest[0] ?? '');
      rest = rest.slice(1);
    }
    wordBefore = false;
  }
  return out;
}

const listLine = /^(\s*)(?:[-*]|(\d{1,9})\.)\s+(.+)$/;

function parseList(lines: string[], from: number): { block: Block; next: number } {
  const first = listLine.exec(lines[from] ?? '');
  const indent = first?.[1]?.length ?? 0;
  const items: { children: Inline[]; nested: Block[] }[] = [];
  let i = from;
  while (i < lines.length) {
    const m = listLine.exec(lines[i] ?? '');
    if (!m || (m[1]?.length ?? 0) < indent) break;
    const last = items.at(-1);
    if ((m[1]?.length ?? 0) > indent && last) {
      const { block, next } = parseList(lines, i);
      last.nested.push(block);
      i = next;
      continue;
    }
    if (Boolean(m[2]) !== Boolean(first?.[2])) break;
    items.push({ children: parseInline(m[3] ?? ''), nested: [] });
    i++;
  }
  return {
    block: { t: 'list', ordered: Boolean(first?.[2]), start: Number(first?.[2] ?? 1), items },
    next: i,
  };
}

function parseLines(text: string, nested: boolean): Block[] {
  const lines = text.split('\n');
  const out: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    if (plain.length) out.push({ t: 'p', children: parseInline(plain.join('\n')) });
    plain = [];
  };
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? '';
    const heading = /^(#{1,3})\s+(.+)$/.exec(line);
    const sub = /^-#\s+(.+)$/.exec(line);
    if (!nested && /^>>>\s/.test(line)) {
      flush();
      out.push({ t: 'quote', children: parseLines([line.slice(4), ...lines.slice(i + 1)].join('\n'), true) });
      return out;
    }
    if (!nested && /^>\s/.test(line)) {
      flush();
      const quoted: string[] = [];
      for (; i < lines.length && /^>(\s|$)/.test(lines[i] ?? ''); i++) quoted.push((lines[i] ?? '').slice(2));
      out.push({ t: 'quote', children: parseLines(quoted.join('\n'), true) });
    } else if (heading) {
      flush();
      out.push({
        t: 'h',
        level: (heading[1]?.length ?? 1) as 1 | 2 | 3,
        children: parseInline(heading[2] ?? ''),
      });
      i++;
    } else if (sub) {
      flush();
      out.push({ t: 'sub', children: parseInline(sub[1] ?? '') });
      i++;
    } else if (listLine.test(line)) {
      flush();
      const { block, next } = parseList(lines, i);
      out.push(block);
      i = next;
    } else {
      plain.push(line);
      i++;
    }
  }
  flush();
  return out;
}

export function parseMarkdown(text: string): Block[] {
  const out: Block[] = [];
  const fence = /```(?:([a-zA-Z0-9+#._-]+)\n)?([\s\S]*?)```/g;
  let at = 0;
  for (let m = fence.exec(text); m; m = fence.exec(text)) {
    const before = text.slice(at, m.index).replace(/\n$/, '');
    if (before) out.push(...parseLines(before, false));
    out.push({ t: 'pre', lang: m[1] ?? '', text: (m[2] ?? '').replace(/^\n|\n$/g, '') });
    at = m.index + m[0].length;
    if (text[at] === '\n') at++;
  }
  const rest = text.slice(at);
  if (rest) out.push(...parseLines(rest, false));
  return out;
}

/** One to thirty emoji and nothing else are drawn large. */
export const isJumbo = (text: string): boolean =>
  /^(?:\s*(?:<a?:\w+:\d+>|\p{RGI_Emoji})\s*){1,30}$/v.test(text) && text.trim() !== '';

const times: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};
export function formatTime(unix: number, style: string, now = Date.now()): string {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return 'Invalid date';
  return style === 'R'
    ? relative(unix * 1000 - now)
    : new Intl.DateTimeFormat(undefined, times[style] ?? times.f).format(date);
}
const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
export function relative(ms: number): string {
  const seconds = Math.round(ms / 1000);
  for (const [unit, size] of units)
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  return words.format(seconds, 'second');
}
