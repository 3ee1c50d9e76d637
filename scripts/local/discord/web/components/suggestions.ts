import { findEmoji } from '../emoji.ts';
import { type Entry, entriesOf, filterEntries } from '../state/commands.ts';
import type { State } from '../state/store.ts';
import type { Command, Id } from '../state/wire.ts';
import { type Choice, channelChoices, roleChoices, userChoices } from './select-options.ts';

export type Suggestion =
  | { kind: 'command'; key: string; entry: Entry }
  | { kind: 'mention'; key: string; choice: Choice; token: string; shown: string }
  | { kind: 'emoji'; key: string; char: string; name: string; token: string };
export interface Found {
  /** Where the typed trigger begins, so that a choice can replace it. */
  from: number;
  items: Suggestion[];
}

const matches = (choice: Choice, q: string): boolean =>
  `${choice.label} ${choice.detail ?? ''}`.toLowerCase().includes(q.toLowerCase());

/** What the list above the composer offers for the text left of the caret. */
export function suggest(
  s: State,
  channel: Id,
  commands: Command[] | undefined,
  text: string,
  caret: number,
): Found | null {
  const left = text.slice(0, caret);
  if (/^\/[^\n]*$/.test(text)) {
    const found = filterEntries(entriesOf(commands ?? []), text.slice(1));
    return { from: 0, items: found.map((entry) => ({ kind: 'command', key: entry.label, entry })) };
  }
  const token = /(?:^|\s)([@#:])([^\s@#:]{0,32})$/.exec(left);
  if (!token) return null;
  const [, sign, query = ''] = token;
  const from = caret - query.length - 1;
  if (sign === ':') {
    if (query.length < 2) return null;
    const guild = s.guilds[s.channels[channel]?.guild_id ?? ''];
    const custom = (guild?.emojis ?? []).filter((e) => e.name.toLowerCase().includes(query.toLowerCase()));
    const items: Suggestion[] = [
      ...custom.map(
        (e): Suggestion => ({
          kind: 'emoji',
          key: e.id,
          char: '',
          name: e.name,
          token: `<${e.animated ? 'a' : ''}:${e.name}:${e.id}>`,
        }),
      ),
      ...findEmoji(query).map(
        (e): Suggestion => ({
          kind: 'emoji',
          key: e.char,
          char: e.char,
          name: e.names[0] ?? '',
          token: e.char,
        }),
      ),
    ];
    return items.length ? { from, items: items.slice(0, 10) } : null;
  }
  const choices =
    sign === '#'
      ? channelChoices(s, channel).map((c) => ({
          c,
          token: `<#${c.value}>`,
          shown: `#${c.label.replace(/^# /, '')}`,
        }))
      : [
          ...userChoices(s, channel).map((c) => ({ c, token: `<@${c.value}>`, shown: `@${c.label}` })),
          ...roleChoices(s, channel)
            .filter((c) => c.label !== '@everyone')
            .map((c) => ({ c, token: `<@&${c.value}>`, shown: `@${c.label}` })),
        ];
  const items = choices
    .filter(({ c }) => matches(c, query))
    .slice(0, 10)
    .map(({ c, token: t, shown }): Suggestion => ({ kind: 'mention', key: t, choice: c, token: t, shown }));
  return items.length ? { from, items } : null;
}

/** Turns the readable mentions that were picked back into Discord's tokens, longest first. */
export function withTokens(text: string, picked: Map<string, string>): string {
  let out = text;
  for (const [shown, token] of [...picked].sort((a, b) => b[0].length - a[0].length))
    out = out.split(shown).join(token);
  return out;
}
