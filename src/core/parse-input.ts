import * as v from 'valibot';
import { InputError } from './errors.ts';

/** Parses input with a valibot schema; what is wrong comes back as an InputError that names each field. */
export function parseInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const fields = Object.fromEntries(
    parsed.issues.map((issue) => [v.getDotPath(issue) ?? 'body', issueText(issue)]),
  );
  const [first] = Object.entries(fields);
  throw new InputError(first ? `${first[0]}: ${first[1]}` : 'The input is not valid.', fields);
}

/** What is wrong, for people: valibot's own words for a field that is not there would tell of keys and undefined. */
export const issueText = (issue: v.BaseIssue<unknown>): string =>
  issue.kind === 'schema' && issue.received === 'undefined' && issue.message.startsWith('Invalid key')
    ? 'This is required.'
    : issue.message;
