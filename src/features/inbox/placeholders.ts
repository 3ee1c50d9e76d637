import { InputError } from '../../core/errors.ts';

/** What a canned reply may leave open, each with what it becomes. */
export const PLACEHOLDERS = {
  name: 'the person’s name',
  username: 'the person’s username',
  agent: 'your name',
  server: 'the name of this server',
  number: 'the number of the conversation',
} as const;
export type PlaceholderName = keyof typeof PLACEHOLDERS;

const PLACEHOLDER = /\{([A-Za-z][\w-]*)\}/g;
const isKnown = (name: string): name is PlaceholderName => Object.hasOwn(PLACEHOLDERS, name);

/** Refuses a text with a placeholder that would be sent as it is. */
export function requireKnownPlaceholders(text: string): void {
  const unknown = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).find((name) => !isKnown(name));
  if (unknown === undefined) return;
  const known = Object.keys(PLACEHOLDERS).map((name) => `{${name}}`);
  throw new InputError(`There is no placeholder {${unknown}}. Known: ${known.join(', ')}.`, {
    body: `There is no placeholder {${unknown}}.`,
  });
}

/** Fills a text in. What is filled in is not searched again, so a person named `{agent}` stays so. */
export const fillPlaceholders = (text: string, values: Record<PlaceholderName, string>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => (isKnown(name) ? values[name] : whole));
