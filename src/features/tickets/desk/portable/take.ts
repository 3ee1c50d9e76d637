import * as v from 'valibot';
import { issueText } from '../../../../core/parse-input.ts';
import type { ImportFault } from '../../model.ts';

/** Parses one thing of a file; what is wrong with it becomes a fault instead of an error. */
export function take<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  { where, faults }: { where: string; faults: ImportFault[] },
): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  faults.push({ where, text: `${v.getDotPath(issue) ?? 'It'}: ${issueText(issue)}` });
  return undefined;
}
