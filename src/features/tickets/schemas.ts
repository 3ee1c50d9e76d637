import * as v from 'valibot';
import { MESSAGE_LIMITS, MODAL_LIMITS } from '../../discord/limits.ts';
import { lengthOf } from '../../discord/text.ts';
import { PANEL_STYLES } from './model.ts';

export const SUBJECT_MAX_LENGTH = 200;
export const REASON_MAX_LENGTH = 300;
/** What a select of Discord takes. */
const MOST_OPTIONS = 25;

const upTo = (max: number) => v.check((text: string) => lengthOf(text) <= max, `At most ${max} characters.`);
const line = (max: number) => v.pipe(v.string('Give a text.'), v.trim(), upTo(max));
const named = (max: number) => v.pipe(line(max), v.minLength(1, 'This is required.'));

export const DiscordId = v.pipe(v.string('Give an id.'), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'));
export const Id = v.pipe(v.string('Give an id.'), v.uuid('That is not an id.'));
export const Subject = named(SUBJECT_MAX_LENGTH);
export const Reason = line(REASON_MAX_LENGTH);
/** What the member writes to begin with. */
export const FirstMessage = named(4_000);
export const ReplyText = named(MESSAGE_LIMITS.content);

const length = v.pipe(
  v.number('Give a number.'),
  v.integer('Give a whole number.'),
  v.minValue(0, 'At least 0.'),
  v.maxValue(MODAL_LIMITS.textInput, `At most ${MODAL_LIMITS.textInput}.`),
);

const Question = v.pipe(
  v.object({
    id: v.pipe(
      v.string('Give an id.'),
      v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Lower-case letters, digits and hyphens, at most 40.'),
    ),
    label: named(MODAL_LIMITS.label),
    description: v.optional(line(MODAL_LIMITS.labelDescription)),
    style: v.picklist(['short', 'long', 'select'], 'Say short, long or select.'),
    placeholder: v.optional(line(MODAL_LIMITS.placeholder)),
    required: v.optional(v.boolean('Say true or false.'), true),
    minLength: v.optional(length),
    maxLength: v.optional(v.pipe(length, v.minValue(1, 'At least 1.'))),
    options: v.optional(
      v.pipe(
        v.array(named(100)),
        v.minLength(1, 'Give at least one.'),
        v.maxLength(MOST_OPTIONS, `At most ${MOST_OPTIONS}.`),
        v.check((all) => new Set(all).size === all.length, 'Each only once.'),
      ),
    ),
  }),
  v.check(
    ({ style, options }) => style !== 'select' || (options?.length ?? 0) > 0,
    'Say what can be chosen.',
  ),
  v.check(
    ({ minLength = 0, maxLength = MODAL_LIMITS.textInput }) => minLength <= maxLength,
    'The least length is above the most.',
  ),
);

/** Up to five questions, which is what a dialog of Discord holds. */
export const Form = v.pipe(
  v.array(Question, 'Give a list of questions.'),
  v.maxLength(
    MODAL_LIMITS.components,
    `At most ${MODAL_LIMITS.components} questions; Discord shows no more.`,
  ),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Two questions have the same id.'),
);

const roles = v.pipe(v.array(DiscordId, 'Give a list of roles.'), v.maxLength(10, 'At most 10 roles.'));
const Emoji = v.pipe(
  v.string(),
  v.trim(),
  v.regex(
    /^(?:\w{2,32}:\d{15,20}|[^\w\s:<>]{1,16})$/u,
    'Give one emoji, or `name:id` of one of the server’s.',
  ),
);

export const CategoryInput = v.object({
  name: named(80),
  emoji: v.optional(v.nullable(Emoji)),
  description: v.optional(line(100), ''),
  /** Null: the channel of the settings. */
  channelId: v.optional(v.nullable(DiscordId)),
  staffRoleIds: v.optional(roles, []),
  pingRoleIds: v.optional(roles, []),
  form: v.optional(Form, []),
  isPrivate: v.optional(v.boolean('Say true or false.'), true),
});
export type CategoryInput = v.InferInput<typeof CategoryInput>;

/** The same, each part only if it is to change. */
export const CategoryChange = v.object({
  name: v.optional(named(80)),
  emoji: v.optional(v.nullable(Emoji)),
  description: v.optional(line(100)),
  channelId: v.optional(v.nullable(DiscordId)),
  staffRoleIds: v.optional(roles),
  pingRoleIds: v.optional(roles),
  form: v.optional(Form),
  isPrivate: v.optional(v.boolean('Say true or false.')),
  position: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000))),
  archived: v.optional(v.boolean('Say true or false.')),
});
export type CategoryChange = v.InferInput<typeof CategoryChange>;

const colour = v.pipe(v.number('Give a number.'), v.integer(), v.minValue(0), v.maxValue(0xffffff));
const categoryIds = v.pipe(
  v.array(Id, 'Give a list of categories.'),
  v.minLength(1, 'Choose at least one category.'),
  v.maxLength(25, 'At most 25 categories; Discord shows no more.'),
);

export const PanelInput = v.object({
  channelId: DiscordId,
  title: named(256),
  text: v.optional(line(2_000), ''),
  colour: v.optional(colour, 0x5865f2),
  style: v.optional(v.picklist(PANEL_STYLES, 'Say buttons or select.'), 'buttons'),
  categoryIds,
});
export type PanelInput = v.InferInput<typeof PanelInput>;

export const PanelChange = v.object({
  title: v.optional(named(256)),
  text: v.optional(line(2_000)),
  colour: v.optional(colour),
  style: v.optional(v.picklist(PANEL_STYLES, 'Say buttons or select.')),
  categoryIds: v.optional(categoryIds),
});
export type PanelChange = v.InferInput<typeof PanelChange>;
