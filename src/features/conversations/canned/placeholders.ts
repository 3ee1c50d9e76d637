import { InputError } from '../../../core/errors.ts';

/** What a canned reply may leave open, each with what it becomes. */
export const PLACEHOLDERS = {
  name: 'the person’s name',
  user: 'the person’s name as well',
  username: 'the person’s username',
  agent: 'your name',
  server: 'the name of this server',
  number: 'the number of the conversation',
  ticket: 'the number of the ticket',
  subject: 'what it is about',
  category: 'the category of the ticket',
  hours: 'when the team is there',
} as const;
export type PlaceholderName = keyof typeof PLACEHOLDERS;
/** What is not given becomes nothing, e.g. the category of what is no ticket. */
export type PlaceholderValues = Partial<Record<PlaceholderName, string>>;

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

/** Whether a text needs one of these, so that nothing is looked up for nothing. */
export const mentions = (text: string, ...names: PlaceholderName[]): boolean =>
  names.some((name) => text.includes(`{${name}}`));

/** Fills a text in. What is filled in is not searched again, so a person named `{agent}` stays so. */
export const fillPlaceholders = (text: string, values: PlaceholderValues): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => (isKnown(name) ? (values[name] ?? '') : whole));
