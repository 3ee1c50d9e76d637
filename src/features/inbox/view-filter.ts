import * as v from 'valibot';
import { TAG_MAX_LENGTH } from './limits.ts';

/** What a list of conversations is narrowed by; also what a saved view holds. */
export const ViewFilter = v.object({
  state: v.optional(
    v.picklist(
      ['open', 'waiting', 'snoozed', 'closed', 'any'],
      'Choose open, waiting, snoozed, closed or any.',
    ),
  ),
  assignee: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(?:\d{15,20}|nobody|me)$/, 'Give a Discord id, `me` or `nobody`.'),
      v.description('Discord id of the owner, `me` or `nobody`.'),
    ),
  ),
  tag: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(TAG_MAX_LENGTH, 'That is too long for a tag.'))),
  status: v.optional(
    v.picklist(['new', 'contacted', 'qualified', 'won', 'lost'], 'There is no such status of a lead.'),
  ),
  unread: v.optional(v.pipe(v.boolean('Say true or false.'), v.description('Only what you have not read.'))),
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(100, 'At most 100 characters.'),
      v.description('A number, a part of a name, or words of a message.'),
    ),
  ),
});
export type ViewFilter = v.InferOutput<typeof ViewFilter>;
