import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiscordError } from '../../../scripts/local/discord/errors.ts';
import { readCommand, readCommands } from '../../../scripts/local/discord/validation/command.ts';
import { PARSE_ALL } from '../../../scripts/local/discord/validation/mentions.ts';
import { readMessage } from '../../../scripts/local/discord/validation/message.ts';
import { readModal } from '../../../scripts/local/discord/validation/modal.ts';
import { errorCodes } from './harness.ts';

const V2 = 1 << 15;
const button = (id: string) => ({ type: 2, style: 1, label: 'Go', custom_id: id });
const row = (...components: unknown[]) => ({ type: 1, components });
const text = (content = 'x') => ({ type: 10, content });
const message = (body: unknown) => readMessage(body, [], { mentions: PARSE_ALL, isEmoji: () => false });
const repeat = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));

function problems(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DiscordError && error.code === 50035) return errorCodes(error.errors);
    if (error instanceof DiscordError) return [String(error.code)];
    throw error;
  }
  return [];
}

const messages: [name: string, body: unknown, expected: string[]][] = [
  ['2000 characters pass', { content: 'é'.repeat(2000) }, []],
  ['emoji count once', { content: '🎱'.repeat(2000) }, []],
  ['2001 characters', { content: 'x'.repeat(2001) }, ['content BASE_TYPE_MAX_LENGTH']],
  ['nothing', {}, ['50006']],
  ['only blanks', { content: '  \n' }, ['50006']],
  ['an embed with only a colour', { embeds: [{ color: 1 }] }, ['50006']],
  ['11 embeds', { embeds: repeat(11, () => ({ title: 'x' })) }, ['embeds BASE_TYPE_MAX_LENGTH']],
  ['embed title 257', { embeds: [{ title: 'x'.repeat(257) }] }, ['embeds.0.title BASE_TYPE_MAX_LENGTH']],
  [
    '26 fields',
    { embeds: [{ fields: repeat(26, () => ({ name: 'a', value: 'b' })) }] },
    ['embeds.0.fields BASE_TYPE_MAX_LENGTH'],
  ],
  [
    'a field without value',
    { embeds: [{ fields: [{ name: 'a', value: '' }] }] },
    ['embeds.0.fields.0.value BASE_TYPE_REQUIRED'],
  ],
  [
    '6001 characters over two embeds',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    ['embeds MAX_EMBED_SIZE_EXCEEDED'],
  ],
  [
    '6000 characters over two embeds',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2000) }] },
    [],
  ],
  [
    'a script link',
    { embeds: [{ title: 'x', url: 'javascript:alert(1)' }] },
    ['embeds.0.url URL_TYPE_INVALID_SCHEME'],
  ],
  ['no link at all', { embeds: [{ title: 'x', url: 'nowhere' }] }, ['embeds.0.url URL_TYPE_INVALID_URL']],
  [
    'a colour beyond 24 bits',
    { embeds: [{ title: 'x', color: 0x1000000 }] },
    ['embeds.0.color NUMBER_TYPE_MAX'],
  ],
  ['nonce of 26', { content: 'x', nonce: 'n'.repeat(26) }, ['nonce BASE_TYPE_MAX_LENGTH']],
  [
    'parse and users together',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
    ['allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE'],
  ],
  ['6 rows', { components: repeat(6, (n) => row(button(`b${n}`))) }, ['components BASE_TYPE_MAX_LENGTH']],
  [
    '6 buttons in a row',
    { components: [row(...repeat(6, (n) => button(`b${n}`)))] },
    ['components.0.components BASE_TYPE_BAD_LENGTH'],
  ],
  [
    'the same custom id twice',
    { components: [row(button('a'), button('a'))] },
    ['components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED'],
  ],
  [
    'custom id of 101',
    { components: [row(button('x'.repeat(101)))] },
    ['components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH'],
  ],
  [
    'a link button with custom id',
    { components: [row({ type: 2, style: 5, label: 'x', url: 'https://a.example', custom_id: 'x' })] },
    ['components.0.components.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE'],
  ],
  [
    'a button without face',
    { components: [row({ type: 2, style: 1, custom_id: 'x' })] },
    ['components.0.components.0 BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED'],
  ],
  [
    'an unknown custom emoji',
    { components: [row({ ...button('x'), emoji: { id: '5', name: 'y' } })] },
    ['components.0.components.0.emoji.id BUTTON_COMPONENT_INVALID_EMOJI'],
  ],
  [
    'select beside a button',
    { components: [row(button('a'), { type: 5, custom_id: 'b' })] },
    ['components.0.components COMPONENT_LAYOUT_WIDTH_EXCEEDED'],
  ],
  [
    '26 select options',
    {
      components: [
        row({ type: 3, custom_id: 's', options: repeat(26, (n) => ({ label: 'x', value: `${n}` })) }),
      ],
    },
    ['components.0.components.0.options BASE_TYPE_BAD_LENGTH'],
  ],
  [
    'equal option values',
    {
      components: [row({ type: 3, custom_id: 's', options: repeat(2, () => ({ label: 'x', value: 'v' })) })],
    },
    ['components.0.components.0.options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED'],
  ],
  ['V2 text outside V2', { components: [text()] }, ['components.0.type UNION_TYPE_CHOICES']],
  [
    'V2 with content',
    { flags: V2, content: 'x', components: [text()] },
    ['content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'],
  ],
  ['40 V2 components', { flags: V2, components: [{ type: 17, components: repeat(39, () => text()) }] }, []],
  [
    '41 V2 components',
    { flags: V2, components: [{ type: 17, components: repeat(40, () => text()) }] },
    ['components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'],
  ],
  [
    'a section without accessory',
    { flags: V2, components: [{ type: 9, components: [text()] }] },
    ['components.0.accessory BASE_TYPE_REQUIRED'],
  ],
  [
    'a container in a container',
    { flags: V2, components: [{ type: 17, components: [{ type: 17, components: [text()] }] }] },
    ['components.0.components.0.type UNION_TYPE_CHOICES'],
  ],
  [
    'an attachment that was not sent',
    { content: 'x', attachments: [{ id: '0' }] },
    ['attachments.0.id ATTACHMENT_NOT_FOUND'],
  ],
  [
    'a snowflake that is none',
    { content: 'x', message_reference: { message_id: 'abc' } },
    ['message_reference.message_id NUMBER_TYPE_COERCE'],
  ],
];

const label = (component: unknown) => ({ type: 18, label: 'Label', component });
const input = (custom_id = 'a', rest = {}) => ({ type: 4, custom_id, style: 1, ...rest });
const modal = (...components: unknown[]) => ({ title: 'T', custom_id: 'm', components });

const modals: [name: string, body: unknown, expected: string[]][] = [
  ['a label with text passes', modal(label(input())), []],
  ['an old row passes', modal(row(input('a', { label: 'Old' }))), []],
  ['title of 46', { ...modal(label(input())), title: 'x'.repeat(46) }, ['data.title BASE_TYPE_BAD_LENGTH']],
  ['6 labels', modal(...repeat(6, (n) => label(input(`i${n}`)))), ['data.components BASE_TYPE_BAD_LENGTH']],
  [
    'label of 46',
    modal({ ...label(input()), label: 'x'.repeat(46) }),
    ['data.components.0.label BASE_TYPE_BAD_LENGTH'],
  ],
  ['a button in a label', modal(label(button('x'))), ['data.components.0.component.type UNION_TYPE_CHOICES']],
  [
    'a disabled select',
    modal(label({ type: 5, custom_id: 'u', disabled: true })),
    ['data.components.0.component.disabled MODAL_COMPONENT_DISABLED'],
  ],
  [
    'a required checkbox',
    modal(label({ type: 23, custom_id: 'c', required: true })),
    ['data.components.0.component.required CHECKBOX_COMPONENT_CANNOT_BE_REQUIRED'],
  ],
  [
    'a radio group of one',
    modal(label({ type: 21, custom_id: 'r', options: [{ label: 'a', value: 'a' }] })),
    ['data.components.0.component.options BASE_TYPE_BAD_LENGTH'],
  ],
  [
    '11 files',
    modal(label({ type: 19, custom_id: 'f', max_values: 11 })),
    ['data.components.0.component.max_values NUMBER_TYPE_MAX'],
  ],
  [
    'text of 4001',
    modal(label(input('a', { value: 'x'.repeat(4001) }))),
    ['data.components.0.component.value BASE_TYPE_MAX_LENGTH'],
  ],
];

const option = (name: string, rest = {}) => ({ type: 3, name, description: 'd', ...rest });
const chat = (rest = {}) => ({ name: 'go', description: 'd', ...rest });

const commands: [name: string, body: unknown, expected: string[]][] = [
  ['a plain command passes', chat(), []],
  ['letters of other scripts pass', chat({ name: 'größe' }), []],
  ['upper case', chat({ name: 'Go' }), ['name APPLICATION_COMMAND_INVALID_NAME']],
  ['a blank in the name', chat({ name: 'g o' }), ['name APPLICATION_COMMAND_INVALID_NAME']],
  ['a context command may have both', { type: 3, name: 'Add to Records' }, []],
  [
    'a context command with description',
    { type: 3, name: 'A', description: 'x' },
    ['description APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED'],
  ],
  ['no description', { name: 'go' }, ['description BASE_TYPE_REQUIRED']],
  ['description of 101', chat({ description: 'x'.repeat(101) }), ['description BASE_TYPE_BAD_LENGTH']],
  ['26 options', chat({ options: repeat(26, (n) => option(`o${n}`)) }), ['options BASE_TYPE_MAX_LENGTH']],
  [
    'required after optional',
    chat({ options: [option('a'), option('b', { required: true })] }),
    ['options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'],
  ],
  [
    'the same option twice',
    chat({ options: [option('a'), option('a')] }),
    ['options.1 APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_TAKEN'],
  ],
  [
    'a subcommand beside a value',
    chat({ options: [{ type: 1, name: 's', description: 'd' }, option('a')] }),
    ['options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID'],
  ],
  [
    'a group in a group',
    chat({
      options: [
        { type: 2, name: 'g', description: 'd', options: [{ type: 2, name: 'h', description: 'd' }] },
      ],
    }),
    ['options.0.options.0.type BASE_TYPE_CHOICES'],
  ],
  [
    'choices and autocomplete',
    chat({ options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] }),
    ['options.0.autocomplete APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE'],
  ],
  [
    'an unknown locale',
    chat({ name_localizations: { xx: 'go' } }),
    ['name_localizations.xx ENUM_TYPE_COERCE'],
  ],
  [
    '8000 characters',
    chat({
      options: repeat(3, (n) =>
        option(`o${n}`, {
          choices: repeat(25, (m) => ({ name: 'n'.repeat(100), value: `${m}${'v'.repeat(90)}` })),
        }),
      ),
    }),
    [' APPLICATION_COMMAND_TOO_LARGE'],
  ],
];

describe('validation', () => {
  for (const [name, body, expected] of messages)
    it(`message: ${name}`, () =>
      assert.deepEqual(
        problems(() => message(body)),
        expected,
      ));
  for (const [name, body, expected] of modals)
    it(`modal: ${name}`, () =>
      assert.deepEqual(
        problems(() => readModal(body)),
        expected,
      ));
  for (const [name, body, expected] of commands)
    it(`command: ${name}`, () =>
      assert.deepEqual(
        problems(() => readCommand(body, { guild: false })),
        expected,
      ));

  it('refuses two commands of one name and type, not of two types', () => {
    assert.deepEqual(
      problems(() => readCommands([chat(), chat()], false)),
      ['1 APPLICATION_COMMANDS_DUPLICATE_NAME'],
    );
    assert.deepEqual(
      problems(() => readCommands([chat(), { type: 2, name: 'go' }], false)),
      [],
    );
  });

  it('numbers components as Discord does, given ids kept', () => {
    const draft = message({ components: [{ type: 1, id: 7, components: [button('a'), button('b')] }] });
    assert.deepEqual(
      draft.components?.map((item) => [item.id, JSON.stringify(item.components).match(/"id":\d+/g)]),
      [[7, ['"id":1', '"id":2']]],
    );
  });
});
