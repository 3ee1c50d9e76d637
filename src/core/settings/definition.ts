import * as v from 'valibot';

/** How a setting is shown: on the settings page, in `/settings` and in the API's schema. */
export type FieldKind = 'switch' | 'text' | 'number' | 'choice' | 'channel' | 'roles' | 'secret' | 'webhook';

export interface Field<Value> {
  kind: FieldKind;
  title: string;
  help: string;
  schema: v.GenericSchema<unknown, Value>;
  default: Value;
  choices?: readonly string[];
  /** What people read for a choice; one without is shown as it is stored. */
  choiceTitles?: Readonly<Record<string, string>>;
  /** Offered while typing, for texts that have too many good values for a list to choose from. */
  suggestions?: () => readonly string[];
  /** How `/setup` asks for it; absent: channels and roles as `useful`, everything else not at all. */
  setup?: SetupNeed;
  /** Only a channel that @everyone can't see is taken; see hidden-channel.ts. */
  hidden?: true;
}

/** `needed`: without it a part of the feature does nothing. `useful`: it works, and better with it. */
export type SetupNeed = 'needed' | 'useful';

export type Fields = Record<string, Field<unknown>>;

export interface SettingsDefinition<F extends Fields = Fields> {
  feature: string;
  fields: F;
}

export type SettingsValues<D extends SettingsDefinition> = {
  [K in keyof D['fields']]: D['fields'][K] extends Field<infer Value> ? Value : never;
};

/** Declares a feature's settings per guild. Every field has a default, so a new guild needs no row. */
export function defineSettings<const F extends Fields>(feature: string, fields: F): SettingsDefinition<F> {
  return { feature, fields };
}

export const isSecret = (field: Field<unknown>): boolean =>
  field.kind === 'secret' || field.kind === 'webhook';

type Text = { title: string; help: string; setup?: SetupNeed };

const asked = ({ title, help, setup }: Text): Text => ({ title, help, ...(setup ? { setup } : {}) });

export const switchField = (text: Text & { default: boolean }): Field<boolean> => ({
  kind: 'switch',
  schema: v.boolean('Say true or false.'),
  ...text,
});

export const numberField = (text: Text & { default: number; min: number; max: number }): Field<number> => ({
  kind: 'number',
  ...asked(text),
  default: text.default,
  schema: v.pipe(
    v.number('Give a number.'),
    v.minValue(text.min, `The least is ${text.min}.`),
    v.maxValue(text.max, `The most is ${text.max}.`),
  ),
});

export const textField = (text: Text & { default: string; maxLength: number }): Field<string> => ({
  kind: 'text',
  ...asked(text),
  default: text.default,
  schema: v.pipe(
    v.string('Give a text.'),
    v.maxLength(text.maxLength, `At most ${text.maxLength} characters.`),
  ),
});

export const choiceField = <const C extends readonly [string, ...string[]]>(
  text: Text & { default: C[number]; choices: C; choiceTitles?: Readonly<Record<C[number], string>> },
): Field<C[number]> => ({
  kind: 'choice',
  schema: v.picklist(text.choices, `Choose one of ${text.choices.join(', ')}.`),
  ...text,
});

/** A choice as people read it. */
export const choiceTitle = ({ choiceTitles = {} }: Pick<Field<unknown>, 'choiceTitles'>, choice: string) =>
  choiceTitles[choice] ?? choice;

const snowflake = v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'));

export const channelField = (text: Text & { hidden?: true }): Field<string | null> => ({
  kind: 'channel',
  schema: v.nullable(snowflake),
  default: null,
  ...text,
});

export const rolesField = (text: Text): Field<string[]> => ({
  kind: 'roles',
  schema: v.pipe(v.array(snowflake), v.maxLength(25, 'At most 25 roles.')),
  default: [],
  ...text,
});

/** Stored encrypted, shown as its last four characters. */
export const secretField = (text: Text & { maxLength: number }): Field<string | null> => ({
  kind: 'secret',
  ...asked(text),
  default: null,
  schema: v.nullable(
    v.pipe(v.string('Give a text.'), v.minLength(8, 'At least 8 characters.'), v.maxLength(text.maxLength)),
  ),
});

/** The URL of a Discord channel webhook, which is a secret because whoever has it can post. */
export const webhookField = (text: Text): Field<string | null> => ({
  kind: 'webhook',
  default: null,
  schema: v.nullable(
    v.pipe(
      v.string('Give the URL that Discord shows under Integrations → Webhooks.'),
      v.maxLength(300, 'That is too long for a webhook URL.'),
      v.regex(
        /^https?:\/\/[^/?#@\\]+\/api(?:\/v\d+)?\/webhooks\/\d{15,20}\/[\w-]{20,100}$/,
        'Give the URL that Discord shows under Integrations → Webhooks, like https://discord.com/api/webhooks/…',
      ),
    ),
  ),
  ...text,
});
