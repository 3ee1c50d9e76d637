import type { JsonSchema, OpenApiDocument } from './document.ts';

/** One field of a body, with its path from the top: `records[].machine.id`. */
export interface SchemaRow {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** Deeper fields are told by their type alone. */
const MAX_DEPTH = 4;

/** The fields of a schema one below the other. */
export function schemaRows(schema: JsonSchema, document: OpenApiDocument, path = '', depth = 0): SchemaRow[] {
  const plain = resolve(schema, document);
  if (depth >= MAX_DEPTH) return [];
  if (plain.type === 'array' && plain.items) return schemaRows(plain.items, document, `${path}[]`, depth);
  return Object.entries(plain.properties ?? {}).flatMap(([key, inner]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const field = resolve(inner, document);
    const row = {
      name,
      type: typeText(inner),
      required: plain.required?.includes(key) ?? false,
      description: inner.description ?? field.description ?? '',
    };
    return [row, ...schemaRows(field, document, name, depth + 1)];
  });
}

/** A type in a few words: `text, at most 80 characters`, `open or closed`. */
export function typeText(schema: JsonSchema): string {
  const inner = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (schema.anyOf) {
    const nullable = inner.length < schema.anyOf.length;
    return `${inner.map(typeText).join(' or ')}${nullable ? ' or null' : ''}`;
  }
  if (schema.enum) return schema.enum.map(String).join(' · ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  const name = schema.type === 'string' ? (schema.format ?? 'text') : String(schema.type ?? 'anything');
  const bounds = [
    schema.minimum === undefined ? '' : `from ${schema.minimum}`,
    schema.maximum === undefined ? '' : `to ${schema.maximum}`,
    schema.maxLength === undefined ? '' : `at most ${schema.maxLength} characters`,
    schema.default === undefined || schema.default === null || schema.default === ''
      ? ''
      : `default ${JSON.stringify(schema.default)}`,
  ].filter((part) => part !== '');
  return [name, ...bounds].join(', ');
}

function resolve(schema: JsonSchema, document: OpenApiDocument): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  const found = name === undefined ? schema : (document.components.schemas[name] ?? schema);
  return found.anyOf?.find(({ type }) => type !== 'null') ?? found;
}
