import { api, messageOf } from './api.ts';
import { get, set, toast } from './store.ts';
import type { Command, CommandOption, Id } from './wire.ts';

export const optionTypes = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

/** One line of the picker: a command, or a subcommand with its path. */
export interface Entry {
  command: Command;
  path: string[];
  label: string;
  description: string;
  options: CommandOption[];
}
/** A chosen value with the words shown for it. */
export interface Filled {
  text: string;
  value: string | number | boolean | null;
  file?: File;
}

const loading = new Set<string>();
const keyOf = (channel: Id): string => `${get().me}:${channel}`;
export const commandsOf = (channel: Id): Command[] | undefined => get().commands[keyOf(channel)];

export async function loadCommands(channel: Id): Promise<Command[]> {
  const key = keyOf(channel);
  const known = get().commands[key];
  if (known) return known;
  if (loading.has(key)) return [];
  loading.add(key);
  try {
    const guild = get().channels[channel]?.guild_id;
    const query = new URLSearchParams({ channel_id: channel, ...(guild ? { guild_id: guild } : {}) });
    const commands = await api<Command[]>('GET', `/commands?${query}`);
    set((s) => ({ commands: { ...s.commands, [key]: commands } }));
    return commands;
  } catch (error) {
    toast('Commands not loaded', messageOf(error));
    return [];
  } finally {
    loading.delete(key);
  }
}

export function entriesOf(commands: Command[]): Entry[] {
  const entries: Entry[] = [];
  for (const command of commands) {
    if ((command.type ?? 1) !== 1) continue;
    const walk = (options: CommandOption[], path: string[], description: string) => {
      const nested = options.filter((o) => o.type === optionTypes.subcommand || o.type === optionTypes.group);
      if (!nested.length)
        entries.push({ command, path, label: [command.name, ...path].join(' '), description, options });
      for (const o of nested) walk(o.options ?? [], [...path, o.name], o.description);
    };
    walk(command.options ?? [], [], command.description);
  }
  return entries.sort((a, b) => a.label.localeCompare(b.label));
}

/** Prefix matches first, then words anywhere in name or description. */
export function filterEntries(entries: Entry[], query: string): Entry[] {
  const q = query.trim().toLowerCase();
  if (!q) return entries;
  const score = (e: Entry): number => {
    if (e.label.startsWith(q)) return 0;
    if (e.label.includes(q)) return 1;
    return e.description.toLowerCase().includes(q) ? 2 : 3;
  };
  return entries
    .map((entry) => ({ entry, score: q.startsWith(`${entry.label} `) ? 0 : score(entry) }))
    .filter((x) => x.score < 3)
    .sort((a, b) => a.score - b.score)
    .map((x) => x.entry);
}

/** What Discord's client checks before it sends; null when the value is acceptable. */
export function problemOf(option: CommandOption, filled: Filled | undefined): string | null {
  const text = filled?.text.trim() ?? '';
  if (!text) return option.required ? 'This option is required.' : null;
  switch (option.type) {
    case optionTypes.string: {
      if (option.choices && filled?.value == null) return 'Choose one of the choices.';
      if (option.min_length && text.length < option.min_length)
        return `At least ${option.min_length} characters.`;
      const most = option.max_length ?? 6000;
      return text.length > most ? `At most ${most} characters.` : null;
    }
    case optionTypes.integer:
    case optionTypes.number: {
      if (option.choices) return filled?.value == null ? 'Choose one of the choices.' : null;
      const n = typeof filled?.value === 'number' ? filled.value : Number(text);
      if (!Number.isFinite(n) || (option.type === optionTypes.integer && !Number.isInteger(n)))
        return option.type === optionTypes.integer ? 'Enter a whole number.' : 'Enter a number.';
      if (option.min_value !== undefined && n < option.min_value) return `At least ${option.min_value}.`;
      if (option.max_value !== undefined && n > option.max_value) return `At most ${option.max_value}.`;
      return null;
    }
    default:
      return filled?.value == null ? 'Choose one from the list.' : null;
  }
}

function wireValue(option: CommandOption, filled: Filled): string | number | boolean {
  if (filled.value !== null) return filled.value;
  const numeric = option.type === optionTypes.integer || option.type === optionTypes.number;
  const n = Number(filled.text);
  return numeric && filled.text.trim() !== '' && Number.isFinite(n) ? n : filled.text;
}

/** The `data` of a command or autocomplete interaction, nested under its subcommand. */
export function commandData(
  entry: Entry,
  values: Record<string, Filled>,
  focused?: string,
): Record<string, unknown> {
  let options: unknown[] = entry.options.flatMap((o) => {
    const filled = values[o.name];
    if (focused !== o.name && (!filled || filled.text.trim() === '')) return [];
    const value = focused === o.name ? (filled?.text ?? '') : filled ? wireValue(o, filled) : '';
    return [{ type: o.type, name: o.name, value, ...(focused === o.name ? { focused: true } : {}) }];
  });
  const { path, command } = entry;
  for (let i = path.length - 1; i >= 0; i--)
    options = [
      {
        type: path.length === 2 && i === 0 ? optionTypes.group : optionTypes.subcommand,
        name: path[i],
        options,
      },
    ];
  return { id: command.id, name: command.name, type: 1, version: command.version, options };
}

export interface Uploaded {
  attachments: { id: Id; filename: string; size: number; url: string }[];
}
export async function upload(files: File[]): Promise<Id[]> {
  const form = new FormData();
  for (const [i, file] of files.entries()) form.set(`files[${i}]`, file, file.name);
  const { attachments } = await api<Uploaded>('POST', '/upload', form);
  return attachments.map((a) => a.id);
}
