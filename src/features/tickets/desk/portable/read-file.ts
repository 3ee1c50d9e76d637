import { InputError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import type { ImportFault, ImportFormat } from '../../model.ts';
import { PortableLine, type ReadFile } from './format.ts';
import { readDiscordTickets } from './read-discord-tickets.ts';
import { readModmail } from './read-modmail.ts';

/**
 * Reads a file of one of the formats into our own. What it holds that we can't take is named, the rest goes on; a file
 * that is of another format altogether throws InputError. The same file gives the same ids every time.
 */
export async function readFile(
  format: ImportFormat,
  { text, guildId }: { text: string; guildId: string },
): Promise<ReadFile> {
  if (format === 'guildhall') return readOwn(text);
  const data = readJson(text);
  return format === 'modmail' ? readModmail(data, guildId) : readDiscordTickets(data, guildId);
}

function readOwn(text: string): ReadFile {
  const lines: PortableLine[] = [];
  const faults: ImportFault[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `Line ${index + 1}`;
    try {
      lines.push(parseInput(PortableLine, JSON.parse(line)));
    } catch (error) {
      faults.push({
        where,
        text: error instanceof InputError ? error.message : 'That is not JSON; a line is one JSON object.',
      });
    }
  }
  if (lines.length === 0 && faults.length > 0)
    throw new InputError('No line of this file is one of our export. Was it another program’s?');
  return { lines, faults };
}

/** JSON as a whole, or as one object a line, as `mongoexport` writes it. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line): unknown => JSON.parse(line));
    } catch {
      throw new InputError('This file is not JSON. Export it again, and do not open it in a word processor.');
    }
  }
}
