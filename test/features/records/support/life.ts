import assert from 'node:assert/strict';
import {
  type Answer,
  buttonId,
  type SeenMessage,
  type TestApp,
  type TestGuild,
} from '../../../support/app.ts';

type Person = { id: string };

export interface SeenModal {
  custom_id: string;
  title: string;
  components: { label: string; component: { custom_id: string; type: number; value?: string } }[];
}

/** Runs a slash command (`record/close`) to its end. */
export const slash = (
  app: TestApp,
  guild: TestGuild,
  person: Person,
  commandName: string,
  options: Record<string, unknown> = {},
): Promise<Answer> =>
  app.run({ type: 'command', userId: person.id, channelId: guild.channelId, commandName, options });

/** What a person sees after a slash command. */
export async function seen(...args: Parameters<typeof slash>): Promise<SeenMessage> {
  return (await slash(...args)).message;
}

/** Clicks the button whose label holds the text. */
export const press = (
  app: TestApp,
  guild: TestGuild,
  person: Person,
  message: SeenMessage,
  label: string,
): Promise<Answer> =>
  app.run({
    type: 'component',
    userId: person.id,
    channelId: guild.channelId,
    messageId: message.id,
    customId: buttonId(message, label),
  });

export function modalOf(answer: Answer): SeenModal {
  assert.equal(answer.type, 9, 'a form was opened');
  return answer.first.data as unknown as SeenModal;
}

/** Sends the form that an answer opened. */
export const submit = (
  app: TestApp,
  guild: TestGuild,
  person: Person,
  opened: Answer,
  components: Record<string, string | string[]>,
  message?: SeenMessage,
): Promise<Answer> =>
  app.run({
    type: 'modal',
    userId: person.id,
    channelId: guild.channelId,
    customId: modalOf(opened).custom_id,
    components,
    ...(message ? { messageId: message.id } : {}),
  });

/** Choices that Discord would show while the person types into `focused`. */
export async function choices(
  app: TestApp,
  guild: TestGuild,
  person: Person,
  commandName: string,
  focused: string,
  options: Record<string, unknown>,
): Promise<{ name: string; value: string }[]> {
  const answer = await app.start({
    type: 'autocomplete',
    userId: person.id,
    channelId: guild.channelId,
    commandName,
    focused,
    options,
  });
  return (answer.first.data as { choices: { name: string; value: string }[] }).choices;
}

/** Signals of the guild in order, by type. */
export async function signalsOf(app: TestApp, guild: TestGuild): Promise<string[]> {
  const rows = await app.sql`select type from signals where guild_id = ${guild.id} order by sequence`;
  return rows.map((row) => String(row.type));
}

export async function auditOf(app: TestApp, guild: TestGuild): Promise<Record<string, unknown>[]> {
  return app.sql`select action, target, actor, source, before, after from audit_log
    where guild_id = ${guild.id} order by id`;
}
