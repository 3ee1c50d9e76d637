import type { Context } from 'hono';
import { InputError } from '../errors.ts';

/**
 * The body as a JSON object. Throws InputError for anything else; `optional` takes an absent body for an empty object.
 * The type is what the action wants and is not checked here: every action parses its input first.
 */
export async function readJson<Input extends object>(
  c: Context,
  { optional = false }: { optional?: boolean } = {},
): Promise<Input> {
  const text = await c.req.text();
  if (optional && text.trim() === '') return {} as Input;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new InputError('The body is not valid JSON.');
  }
  if (!body || typeof body !== 'object' || Array.isArray(body)) {
    throw new InputError('Send a JSON object.');
  }
  return body as Input;
}
