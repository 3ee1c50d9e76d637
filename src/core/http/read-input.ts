import type * as v from 'valibot';
import { BadRequestError, InputError, UnsupportedTypeError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import type { ObjectSchema } from './route.ts';

/** Deeper than any body that a route takes. */
const MAX_DEPTH = 32;

/**
 * The query parsed by its schema. Numbers and booleans are read from their text, an empty value counts as absent, and
 * a name that the schema does not know is refused, so that a misspelt filter can't go unnoticed.
 */
export function readQuery(schema: ObjectSchema | undefined, url: URL): Record<string, unknown> {
  const entries = entriesOf(schema);
  const given: Record<string, unknown> = {};
  for (const [name, text] of url.searchParams) {
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!entry) {
      const known = Object.keys(entries).join(', ') || 'none';
      throw new InputError(`There is no parameter “${name.slice(0, 40)}” here. Known: ${known}.`, {
        [name.slice(0, 40)]: 'There is no such parameter.',
      });
    }
    if (Object.hasOwn(given, name))
      throw new InputError(`${name}: Give it once.`, { [name]: 'Give it once.' });
    if (text !== '') given[name] = readText(entry, text);
  }
  refuseBadText(given);
  return schema ? parseInput(schema, given) : {};
}

/** The body as JSON, parsed by its schema. Throws 415, 400 or 422 by what is wrong with it. */
export async function readBody(
  schema: ObjectSchema,
  request: Request,
  optional: boolean,
): Promise<{ text: string; value: Record<string, unknown> }> {
  const text = await request.text();
  if (optional && text.trim() === '') return { text: '', value: parseInput(schema, {}) };
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i.test(type)) {
    throw new UnsupportedTypeError('Send the body as JSON, with `Content-Type: application/json`.');
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequestError('The body is not valid JSON. Check its quotes, commas and brackets.');
  }
  if (!body || typeof body !== 'object' || Array.isArray(body)) throw new InputError('Send a JSON object.');
  refuseBadText(body);
  return { text, value: parseInput(schema, body) };
}

/** Postgres keeps neither NUL nor halves of surrogate pairs; nothing that people write has them. */
export function refuseBadText(value: unknown): void {
  const left: [value: unknown, depth: number][] = [[value, 0]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [one, depth] = next;
    if (typeof one === 'string' && (one.includes('\0') || !one.isWellFormed())) {
      throw new InputError('Texts may hold neither the character NUL nor half a character. Take it out.');
    }
    if (!one || typeof one !== 'object') continue;
    if (depth >= MAX_DEPTH) throw new InputError(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    for (const [name, inner] of Object.entries(one)) left.push([name, depth + 1], [inner, depth + 1]);
  }
}

/** The fields that an object schema knows. */
export function entriesOf(schema: ObjectSchema | undefined): Record<string, v.GenericSchema> {
  return schema && 'entries' in schema ? (schema.entries as Record<string, v.GenericSchema>) : {};
}

function readText(schema: v.GenericSchema, text: string): unknown {
  const { type } = unwrap(schema);
  // What is no number stays a text, so that the schema refuses it in its own words.
  if (type === 'number' && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** The schema within `optional` and `nullable`. */
export function unwrap(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? unwrap(schema.wrapped as v.GenericSchema) : schema;
}
