import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredInteraction } from '../../scripts/local/discord/model.ts';
import { demo } from '../../scripts/local/discord/seed.ts';
import { createTestApp, type SeenMessage, type TestApp, textOf } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

interface Option {
  name: string;
  type: number;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { value: string | number }[];
  options?: Option[];
}
interface Command extends Option {
  id: string;
}
type Given = { name: string; type: number; value: unknown };

const userId = demo.users.ada.id;
const channelId = demo.channels.workshop;
const guildId = demo.guilds.workshop.id;

/** What a person would type where nothing is offered. */
const typed: Record<string, string> = {
  record: '1',
  words: 'connector',
  value: '6',
  setting: 'monthlyBudget',
  name: 'Whirlwind',
};

describe('every command of the demo server', () => {
  let app: TestApp;
  let nonce = 0;

  before(async () => {
    app = await createTestApp({ seed: 'demo' });
    const made = await app.api(guildId, 'POST', '/records', { kind: 'problem', title: 'Connector burnt' });
    assert.equal(made.status, 201);
  });
  after(() => app?.close());

  it('G19: after a fresh start the page answers, and every command can be clicked through and ends in words', async () => {
    const start = await fetch(app.discord.url);
    assert.equal(start.status, 200);
    assert.match(await start.text(), /<title>[^<]*Discord/);

    const commands = (await client('GET', `/commands?channel_id=${channelId}`)) as Command[];
    const said = new Map<string, string>();
    for (const command of commands)
      for (const { path, options } of leaves(command))
        said.set([command.name, ...path].join(' '), await clickThrough(command, path, options));

    assert.ok(said.size >= commands.length && commands.length >= 6, [...said.keys()].join(', '));
    for (const [name, words] of said) {
      assert.ok(words.length > 10, `${name} says “${words}”`);
      assert.doesNotMatch(words, /did not respond|Reference|undefined|\[object|NaN|null/, name);
    }
    const failed = interactions().filter(({ status, failure }) => status === 'failed' || failure);
    assert.deepEqual(failed, []);
    const broken = await app.sql`select id, state, error from jobs where state = 'dead' or error is not null`;
    assert.deepEqual(broken, []);
  });

  /** Runs it as the web client does, fills in the form if one opens, and gives the words that it ends in. */
  async function clickThrough(command: Command, path: string[], options: Option[]): Promise<string> {
    const given: Given[] = [];
    const send = (more: Given[], type: number) =>
      interact(type, {
        id: command.id,
        name: command.name,
        type: command.type,
        ...(command.type === 2 ? { target_id: demo.users.bruno.id } : {}),
        ...(command.type === 3 ? { target_id: demo.messages.photo } : {}),
        options: path.reduceRight<unknown>((inner, name) => [{ name, options: inner }], [...given, ...more]),
      });
    for (const option of options.filter(({ required }) => required)) {
      const { name, type } = option;
      const value = option.autocomplete
        ? ((await firstChoice(await send([{ name, type, value: '', focused: true } as Given], 4))) ??
          plausible(option))
        : plausible(option);
      given.push({ name, type, value });
    }
    const opened = await send([], 2);
    if (!opened.modal) return wordsOf(opened);
    const form = opened.modal as { custom_id: string; components: { component?: FormField }[] };
    return wordsOf(
      await interact(5, {
        id: opened.id,
        custom_id: form.custom_id,
        components: form.components.map(({ component }, index) => ({
          type: 18,
          component: component && filled(component, index === 0),
        })),
      }),
    );
  }

  async function client(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${app.discord.url}/_client${path}`, {
      method,
      headers: { 'x-user-id': userId, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path} ${JSON.stringify(body)}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async function interact(type: number, data: unknown): Promise<StoredInteraction> {
    const name = `click-${++nonce}`;
    await client('POST', '/interactions', {
      type,
      nonce: name,
      channel_id: channelId,
      guild_id: guildId,
      data,
    });
    const sent = await eventually(`${name} is answered`, () => {
      const found = interactions().find((each) => each.nonce === name);
      return found && found.status !== 'waiting' ? found : undefined;
    });
    assert.ok(sent);
    assert.equal(sent.failure, null, `${JSON.stringify(data)}: ${sent.failure}`);
    return sent;
  }

  const interactions = (): StoredInteraction[] => [...app.discord.state.data.interactions.values()];

  async function wordsOf({ id, status, callback_type }: StoredInteraction): Promise<string> {
    if (status === 'deferred' || callback_type === 5)
      await eventually('the deferred answer is there', async () => {
        const [row] = await app.sql`select state from jobs where id = ${`interaction:${id}`}`;
        return row?.state === 'done' || row?.state === 'dead';
      });
    const { original } = app.discord.control.interactionState(id);
    return textOf(original as unknown as SeenMessage);
  }

  async function firstChoice(answered: StoredInteraction): Promise<unknown> {
    const { data } = answered.response as { data?: { choices?: { value: unknown }[] } };
    assert.ok(Array.isArray(data?.choices), 'autocomplete offers a list');
    return data.choices[0]?.value;
  }
});

interface FormField {
  type: number;
  custom_id: string;
  value?: string;
  required?: boolean;
  max_length?: number;
  options?: { value: string; default?: boolean }[];
}

/** What a person enters who fills in the first field and those that have to be. */
function filled(
  { type, custom_id, value = '', required, max_length = 4_000, options = [] }: FormField,
  isFirst: boolean,
): Record<string, unknown> {
  if (type === 4) {
    const wanted = value === '' && (isFirst || required !== false);
    const text = wanted ? (typed[custom_id] ?? 'Looked at on Tuesday') : value;
    return { custom_id, value: text.slice(0, max_length) };
  }
  const chosen = options.find((option) => option.default) ?? options[0];
  return { custom_id, values: chosen ? [chosen.value] : [] };
}

function plausible({ name, type, choices }: Option): unknown {
  if (choices?.[0]) return choices[0].value;
  if (type === 6) return demo.users.chiyo.id;
  if (type === 8) return demo.roles.maintainer;
  if (type === 5) return true;
  if (type === 4 || type === 10) return 1;
  return typed[name] ?? 'Sea Serpent';
}

/** A command's subcommands, or itself. */
function leaves(command: Option, path: string[] = []): { path: string[]; options: Option[] }[] {
  const nested = (command.options ?? []).filter(({ type }) => type === 1 || type === 2);
  if (nested.length === 0) return [{ path, options: command.options ?? [] }];
  return nested.flatMap((option) => leaves(option, [...path, option.name]));
}
