import { InputError } from '../errors.ts';

/** Discord's limit on a custom id, in UTF-16 units. */
const MAX_LENGTH = 100;

/** `feature:handler:arg:arg…`; arguments are percent-encoded where they hold a colon, a percent sign or non-ASCII. */
export function customId(feature: string, handler: string, ...args: (string | number)[]): string {
  const id = [feature, handler, ...args.map((arg) => encode(String(arg)))].join(':');
  if (id.length > MAX_LENGTH)
    throw new RangeError(`custom id of ${id.length} characters: ${id.slice(0, 40)}…`);
  return id;
}

export interface ParsedCustomId {
  feature: string;
  handler: string;
  args: string[];
}

/** The reverse of `customId`; text that it did not make gives `undefined` rather than an error. */
export function parseCustomId(text: string): ParsedCustomId | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [feature, handler, ...rest] = text.split(':');
  if (!feature || !handler) return undefined;
  try {
    return { feature, handler, args: rest.map(decodeURIComponent) };
  } catch {
    return undefined;
  }
}

/** The argument at `index`, which must be there: a component of an older version may carry fewer. */
export function customIdArgument(args: readonly string[], index: number): string {
  const value = args[index];
  if (value === undefined || value === '') {
    throw new InputError('This button is from an older version. Run the command again to get a fresh one.');
  }
  return value;
}

const encode = (text: string): string =>
  /^[\w.~-]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
