import * as v from 'valibot';
import type { RecordKind } from '../kinds.ts';
import type { ListedMachine } from './machine-list.ts';

export const MAX_SUGGESTIONS = 5;

/**
 * The JSON schema that Claude's answer is held to, made from the kinds: one branch a kind with its own fields, machines
 * as an enum of our handles. Lengths and counts can't be said in it; check-answer.ts sees to them.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function answerSchema(
  kinds: readonly RecordKind[],
  machines: readonly ListedMachine[],
): Record<string, unknown> {
  return object({
    suggestions: {
      type: 'array',
      description: `The records to propose, at most ${MAX_SUGGESTIONS}; empty when nothing is worth a record.`,
      items: { anyOf: kinds.map((kind) => suggestionSchema(kind, kinds, machines)) },
    },
  });
}

function suggestionSchema(
  kind: RecordKind,
  kinds: readonly RecordKind[],
  machines: readonly ListedMachine[],
): Record<string, unknown> {
  const parent = kinds.find(({ name }) => name === kind.parentKind);
  const provable = ['title', 'machine', ...kind.fields.map(({ name }) => name)];
  return object({
    kind: { type: 'string', enum: [kind.name] },
    title: text('One line that says what it is about, at most 100 characters.'),
    machine: {
      type: 'string',
      enum: ['', ...machines.map(({ handle }) => handle)],
      description: 'Which machine it is about; empty when none of the list is meant or it is unclear.',
    },
    fields: object(
      Object.fromEntries(
        kind.fields.map(({ name, description, choices }) => [
          name,
          choices
            ? { type: 'string', enum: ['', ...choices], description: `${description} Empty when not said.` }
            : text(`${description} Empty when not said.`),
        ]),
      ),
    ),
    evidence: {
      type: 'array',
      description: 'For every field that is not empty, the words that it rests on.',
      items: object({
        field: { type: 'string', enum: provable },
        message_id: text('The id of the message that is quoted.'),
        quote: text('Copied from that message letter by letter; empty only when seen_in is picture.'),
        seen_in: { type: 'string', enum: ['text', 'picture'] },
      }),
    },
    ...(parent
      ? {
          depends_on: {
            type: 'integer',
            description: `Position, counted from 1, of the suggestion of kind ${parent.name} that this belongs to; 0 for none.`,
          },
        }
      : {}),
  });
}

/** The outer shape only: one bad suggestion must not cost the good ones. */
export const Answer = v.object({ suggestions: v.array(v.unknown()) });

/** One suggestion as it comes; what may be missing has a default, because a script or another model may leave it out. */
export const AnswerItem = v.object({
  kind: v.string(),
  title: v.optional(v.string(), ''),
  machine: v.optional(v.nullable(v.string()), ''),
  fields: v.optional(v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))), {}),
  evidence: v.optional(
    v.array(
      v.object({
        field: v.string(),
        message_id: v.string(),
        quote: v.string(),
        seen_in: v.optional(v.picklist(['text', 'picture']), 'text'),
      }),
    ),
    [],
  ),
  depends_on: v.optional(v.nullable(v.number()), 0),
});
export type AnswerItem = v.InferOutput<typeof AnswerItem>;

const text = (description: string) => ({ type: 'string', description });

const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
