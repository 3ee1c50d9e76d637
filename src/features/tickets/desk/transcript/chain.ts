import { sha256Hex } from '../../../../core/hash.ts';
import type { LinkedEntry, TranscriptDocument, TranscriptEntry, TranscriptHead } from './document.ts';

/** Where a transcript is no longer what was signed; `entry` counts from 1. */
export type Flaw =
  | { part: 'file' | 'head' | 'page' | 'root' | 'signature'; text: string }
  | { part: 'entry'; entry: number; id: string; at: string; text: string }
  | { part: 'attachment'; entry: number; id: string; text: string };

/** JSON in which equal things look alike: keys in order, nothing between. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}

export const hashHead = (head: TranscriptHead): Promise<string> => sha256Hex(canonical(head));

const hashEntry = (entry: TranscriptEntry, previous: string): Promise<string> =>
  sha256Hex(canonical({ ...entry, previous }));

export const hashRoot = (last: string, page: string): Promise<string> => sha256Hex(canonical({ last, page }));

/** Puts entries into a chain that begins with the head. */
export async function link(
  head: TranscriptHead,
  entries: readonly TranscriptEntry[],
): Promise<{ start: string; entries: LinkedEntry[]; last: string }> {
  const start = await hashHead(head);
  const linked: LinkedEntry[] = [];
  let previous = start;
  for (const entry of entries) {
    const hash = await hashEntry(entry, previous);
    linked.push({ ...entry, previous, hash });
    previous = hash;
  }
  return { start, entries: linked, last: previous };
}

/** The first place at which a transcript does not hold together, or nothing. Asks neither signature nor attachments. */
export async function findFlaw(
  document: TranscriptDocument,
  page: string | Uint8Array<ArrayBuffer>,
): Promise<Flaw | undefined> {
  const { head, entries, start, root } = document;
  if ((await hashHead(head)) !== start)
    return { part: 'head', text: 'What it says of the ticket itself was changed.' };
  let previous = start;
  for (const [index, { hash, previous: said, ...entry }] of entries.entries()) {
    if (said !== previous || (await hashEntry(entry, previous)) !== hash)
      return {
        part: 'entry',
        entry: index + 1,
        id: entry.id,
        at: entry.at,
        text: `Entry ${index + 1} was changed, or one before it was taken out or put in.`,
      };
    previous = hash;
  }
  if ((await sha256Hex(page)) !== document.page) return { part: 'page', text: 'The page was changed.' };
  if ((await hashRoot(previous, document.page)) !== root)
    return { part: 'root', text: 'Entries are missing at its end, or the page was replaced.' };
  return undefined;
}
