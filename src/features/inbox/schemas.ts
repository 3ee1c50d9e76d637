import * as v from 'valibot';
import { lengthOf } from '../../discord/text.ts';
import { MOST_TAGS, RULE_NAME_MAX_LENGTH, TAG_MAX_LENGTH, VIEW_NAME_MAX_LENGTH } from './limits.ts';
import { RULE_PRIORITIES } from './routing/match-rule.ts';
import { LEAD_STATUSES } from './tables.ts';
import { ViewFilter } from './view-filter.ts';

export const line = (max: number, required = 'Give a text.') =>
  v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, required),
    v.check((text) => lengthOf(text) <= max, `At most ${max} characters.`),
  );
export const UserId = v.pipe(v.string('Give an id.'), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'));
export const Uuid = v.pipe(v.string('Give an id.'), v.uuid('That is not an id.'));

/** Tags are lower-case, so that `VIP` and `vip` are one. */
export const Tag = v.pipe(
  line(TAG_MAX_LENGTH, 'A tag needs a name.'),
  v.transform((text) => text.toLowerCase()),
);
export const Tags = v.pipe(
  v.array(Tag),
  v.maxLength(MOST_TAGS, `At most ${MOST_TAGS} tags.`),
  v.transform((tags) => [...new Set(tags)]),
);
export const LeadStatusInput = v.picklist(LEAD_STATUSES, `Choose one of ${LEAD_STATUSES.join(', ')}.`);

export const RuleMatchInput = v.variant('kind', [
  v.object({
    kind: v.literal('keyword'),
    words: v.pipe(
      v.array(line(60)),
      v.minLength(1, 'Give at least one word.'),
      v.maxLength(20, 'At most 20 words.'),
    ),
  }),
  v.object({ kind: v.literal('role'), roleId: UserId }),
  v.object({ kind: v.literal('guild'), isMember: v.boolean('Say true or false.') }),
]);

export const RuleInput = v.object({
  name: line(RULE_NAME_MAX_LENGTH, 'Give the rule a name.'),
  match: RuleMatchInput,
  agentId: v.optional(v.nullable(UserId), null),
  tags: v.optional(Tags, []),
  priority: v.optional(
    v.nullable(v.picklist(RULE_PRIORITIES, `Choose one of ${RULE_PRIORITIES.join(', ')}.`)),
    null,
  ),
  isOn: v.optional(v.boolean('Say true or false.'), true),
  /** 1 is looked at first; absent: the last. */
  position: v.optional(v.pipe(v.number('Give a number.'), v.integer(), v.minValue(1), v.maxValue(1_000))),
});
export type RuleInput = v.InferInput<typeof RuleInput>;

export const ViewInput = v.object({
  name: line(VIEW_NAME_MAX_LENGTH, 'Give it a name.'),
  filter: ViewFilter,
  shared: v.optional(v.boolean('Say true or false.'), true),
});
export type ViewInput = v.InferInput<typeof ViewInput>;

export const AgentInput = v.object({
  isOn: v.optional(v.boolean('Say true or false.')),
  capacity: v.optional(
    v.nullable(v.pipe(v.number('Give a number.'), v.integer(), v.minValue(1), v.maxValue(1_000))),
  ),
});
export type AgentInput = v.InferInput<typeof AgentInput>;
