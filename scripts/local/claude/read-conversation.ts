import type { KnownMachine } from '../../../src/features/records/suggest/machine-list.ts';

/** A message as our prompt fences it. */
export interface FencedMessage {
  id: string;
  author: string;
  trusted: boolean;
  at: string;
  repliesTo: string | undefined;
  isTarget: boolean;
  files: string[];
  text: string;
}

/** Reads the fenced messages of a prompt, oldest first; what only looks like a fence within a message's text is text. */
export function readConversation(prompt: string): FencedMessage[] {
  const code = /^The code of this request is ([0-9a-f]{16})\./.exec(prompt)?.[1];
  if (!code) return [];
  const fenced = new RegExp(`<message-${code} (\\{.*\\})>\\n([\\s\\S]*?)\\n</message-${code}>`, 'g');
  return [...prompt.matchAll(fenced)].map(([, header = '{}', text = '']) => {
    const { id, author, trusted, at, replies_to, target, files } = JSON.parse(header);
    return {
      id,
      author,
      trusted: trusted === true,
      at,
      repliesTo: replies_to,
      isTarget: target === true,
      files: files ?? [],
      text,
    };
  });
}

/** Reads the machines that a system prompt lists; the handle stands in for the id. */
export function readMachines(system: string): KnownMachine[] {
  return [...system.matchAll(/^(m\d+)((?: "(?:[^"\\]|\\.)*")+)$/gm)].map(([, id = '', names = '']) => {
    const [name = '', ...aliases] = (names.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((each) =>
      String(JSON.parse(each)),
    );
    return { id, name, aliases };
  });
}
