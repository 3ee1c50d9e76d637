import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  buttonId,
  type SeenMessage,
  type TestApp,
  type TestGuild,
} from '../../../support/app.ts';

type Person = { id: string };

/** One suggestion as Claude would answer it; every field is quoted from `from`. */
export interface Scripted {
  kind: string;
  title: string;
  fields?: Record<string, string>;
  machine?: string;
  dependsOn?: number;
  from: SeenMessage;
}

/** Makes the local Claude answer the next question with these suggestions. */
export function scriptSuggestions(app: TestApp, suggestions: readonly Scripted[]): void {
  app.claude.script({
    json: {
      suggestions: suggestions.map(({ kind, title, fields = {}, machine = '', dependsOn = 0, from }) => ({
        kind,
        title,
        machine,
        fields,
        evidence: ['title', ...(machine ? ['machine'] : []), ...Object.keys(fields)].map((field) => ({
          field,
          message_id: from.id,
          quote: field === 'machine' ? machine : field === 'title' ? title : (fields[field] ?? ''),
          seen_in: 'text',
        })),
        depends_on: dependsOn,
      })),
    },
  });
}

export const LOG = 'Cleaned the playfield of Firepower';
export const PROBLEM = 'Left flipper stays up';
export const PART = 'Need a coil stop';

/** A message that calls for one record of each kind, the part request under the problem report. */
export function sayThree(app: TestApp, guild: TestGuild, more: Record<string, unknown> = {}): SeenMessage {
  const message = app.say(guild.channelId, guild.member, `${LOG}. ${PROBLEM}. ${PART}, two please.`, more);
  scriptSuggestions(app, [
    { kind: 'log', title: LOG, from: message },
    { kind: 'problem', title: PROBLEM, from: message },
    { kind: 'part', title: PART, fields: { quantity: 'two' }, dependsOn: 2, from: message },
  ]);
  return message;
}

/** A message that calls for one problem report. */
export function sayProblem(app: TestApp, guild: TestGuild, title = PROBLEM): SeenMessage {
  const message = app.say(guild.channelId, guild.member, `Hi all. ${title}!`);
  scriptSuggestions(app, [{ kind: 'problem', title, from: message }]);
  return message;
}

export const command = (guild: TestGuild, user: Person, targetId: string) =>
  ({
    type: 'message-command',
    userId: user.id,
    channelId: guild.channelId,
    commandName: 'Add to records',
    targetId,
  }) as const;

export const addToRecords = (
  app: TestApp,
  guild: TestGuild,
  user: Person,
  target: SeenMessage,
): Promise<Answer> => app.run(command(guild, user, target.id));

export const press = (guild: TestGuild, user: Person, message: SeenMessage, label: string) =>
  ({
    type: 'component',
    userId: user.id,
    channelId: guild.channelId,
    messageId: message.id,
    customId: buttonId(message, label),
  }) as const;

/** Clicks a button and gives the message as it is afterwards. */
export async function click(
  app: TestApp,
  guild: TestGuild,
  user: Person,
  message: SeenMessage,
  label: string,
): Promise<SeenMessage> {
  const answer = await app.run(press(guild, user, message, label));
  return answer.message;
}

interface Modal {
  custom_id: string;
  title: string;
  components: { label: string; component: Record<string, unknown> & { custom_id: string } }[];
}

/** Clicks a button that opens a modal. */
export async function openModal(
  app: TestApp,
  guild: TestGuild,
  user: Person,
  message: SeenMessage,
  label: string,
): Promise<Modal> {
  const answer = await app.start(press(guild, user, message, label));
  assert.equal(answer.type, 9, JSON.stringify(answer.first));
  return answer.first.data as unknown as Modal;
}

/** Submits the modal and gives the message that it was opened from, as it is afterwards. */
export async function submit(
  app: TestApp,
  guild: TestGuild,
  user: Person,
  modal: Modal,
  values: Record<string, string | string[]>,
): Promise<SeenMessage> {
  const components = Object.fromEntries(
    modal.components.map(({ component }) => [
      component.custom_id,
      values[component.custom_id] ?? prefilled(component),
    ]),
  );
  const answer = await app.run({
    type: 'modal',
    userId: user.id,
    channelId: guild.channelId,
    customId: modal.custom_id,
    components,
  });
  return answer.message;
}

/** What the modal shows before anybody types. */
export function prefilled(component: Record<string, unknown>): string | string[] {
  if (component.type !== 3) return String(component.value ?? '');
  const options = component.options as { value: string; default?: boolean }[];
  return options.filter((option) => option.default).map(({ value }) => value);
}

export const recordsOf = (app: TestApp, guild: TestGuild) =>
  app.sql`select * from records where guild_id = ${guild.id} order by number`;

export const stateOf = async (app: TestApp, target: SeenMessage): Promise<unknown> => {
  const rows =
    await app.sql`select state from analyses where message_id = ${target.id} order by created_at desc, id desc`;
  return rows[0]?.state;
};

export async function newMachine(app: TestApp, guild: TestGuild, name: string): Promise<string> {
  const id = randomUUID();
  await app.sql`insert into machines (id, guild_id, name, created_at) values (${id}, ${guild.id}, ${name}, now())`;
  return id;
}

export async function setSettings(app: TestApp, guild: TestGuild, values: Record<string, unknown>) {
  await app.sql`insert into guild_settings (guild_id, feature, values, updated_at)
    values (${guild.id}, 'records', ${JSON.stringify(values)}, now())
    on conflict (guild_id, feature) do update set values = excluded.values`;
}
