import { SWITCHES, stateFrom } from '../../../core/access/feature-switches.ts';
import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError, NotFoundError } from '../../../core/errors.ts';
import { customId, customIdArgument } from '../../../core/interactions/custom-id.ts';
import type {
  CommandInteraction,
  ComponentInteraction,
  ModalInteraction,
} from '../../../core/interactions/interaction.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import {
  type OutgoingMessage,
  openModal,
  type Reply,
  say,
  update,
} from '../../../core/interactions/reply.ts';
import { serverSettings } from '../../../core/settings/server-settings.ts';
import { loadSettings } from '../../../core/settings/store.ts';
import { changeSettings } from '../actions/change-settings.ts';
import { showSettings } from '../actions/show-settings.ts';
import { settingModal } from '../discord/setting-modal.ts';
import { readSettingText } from '../setting-text.ts';
import { postTests } from './post-tests.ts';
import { readChecklist } from './read-checklist.ts';
import { type SetupGroup, setupGroups } from './setup-groups.ts';
import { checklistMessage, FEATURES, featuresMessage, groupMessage } from './setup-message.ts';

export async function setup(
  interaction: CommandInteraction<{ time_zone: string | undefined }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { time_zone: timeZone } = interaction.options;
  if (timeZone !== undefined)
    await changeSettings(ctx, { feature: serverSettings.feature, change: { timeZone } });
  return say(checklistMessage(await readChecklist(ctx)));
}

export async function look(interaction: ComponentInteraction): Promise<Reply> {
  return update(checklistMessage(await readChecklist(await interaction.context())));
}

/** Opens a group: the one that was picked from the select, or the one that the button names with its page. */
export async function step(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const name = interaction.values[0] ?? customIdArgument(interaction.args, 0);
  if (name === FEATURES) return update(await features(ctx));
  return update(await group(ctx, name, Number(interaction.args[1] ?? 0)));
}

/** Saves what was picked for one setting at once, and shows the group as it is then. */
export async function set(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [feature, setting] = [customIdArgument(interaction.args, 0), customIdArgument(interaction.args, 1)];
  const said = await trying(() => save(ctx, feature, setting, interaction.values.join(' ')));
  return update(await group(ctx, feature, Number(interaction.args[2] ?? 0), said));
}

export async function edit(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [feature, setting] = [customIdArgument(interaction.args, 0), customIdArgument(interaction.args, 1)];
  const { field } = fieldOf(groupOf(ctx, feature), setting);
  const { values } = await showSettings(ctx, feature);
  const modal = settingModal(feature, setting, field, values[setting]);
  return openModal({ ...modal, custom_id: customId('hub', 'setup-text', feature, setting) });
}

export async function saveText(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [feature, setting] = [customIdArgument(interaction.args, 0), customIdArgument(interaction.args, 1)];
  const said = await trying(() => save(ctx, feature, setting, fieldText(interaction.fields, 'value')));
  return update(await group(ctx, feature, 0, said));
}

/** What is chosen is on and the rest is off; what was read-only and is still chosen stays so. */
export async function switchFeatures(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const said = await trying(async () => {
    const before = await switches(ctx);
    const change = Object.fromEntries(
      before.flatMap(({ name, isOn }) => {
        const wanted = interaction.values.includes(name);
        return wanted === isOn ? [] : [[name, wanted ? 'on' : 'off']];
      }),
    );
    if (Object.keys(change).length > 0) await changeSettings(ctx, { feature: SWITCHES, change });
    return '✅ Saved.';
  });
  return update(await features(ctx, said));
}

export async function test(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return say({ content: await postTests(ctx, groupOf(ctx, customIdArgument(interaction.args, 0))) });
}

async function save(ctx: ActionContext, feature: string, setting: string, text: string): Promise<string> {
  const { field } = fieldOf(groupOf(ctx, feature), setting);
  await changeSettings(ctx, { feature, change: { [setting]: readSettingText(field, text, undefined) } });
  return `✅ **${field.title}** is saved.`;
}

/** What a person can mend is said above the group, so that they go on from where they are. */
async function trying(act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof GuildhallError && !error.retryable) return `❌ ${error.message}`;
    throw error;
  }
}

async function group(ctx: ActionContext, name: string, page: number, said = ''): Promise<OutgoingMessage> {
  const found = groupOf(ctx, name);
  const { values } = await showSettings(ctx, name);
  return groupMessage(found, values, { page: Number.isInteger(page) ? page : 0, said });
}

async function features(ctx: ActionContext, said = ''): Promise<OutgoingMessage> {
  return featuresMessage(await switches(ctx), said);
}

async function switches(ctx: ActionContext) {
  await ctx.require('hub:settings', 'read');
  const { registry } = ctx.runtime;
  const stored = await loadSettings(ctx.db, ctx.guildId);
  return registry.features.flatMap(({ name, title, summary, alwaysOn }) =>
    alwaysOn ? [] : [{ name, title, summary, isOn: stateFrom(stored, registry.switches, name) !== 'off' }],
  );
}

function groupOf(ctx: ActionContext, name: string): SetupGroup {
  const found = setupGroups(ctx.runtime.registry).find((one) => one.name === name);
  if (!found) throw new NotFoundError('That is nothing to set up any more. Start again with `/setup`.');
  return found;
}

function fieldOf({ fields }: SetupGroup, setting: string) {
  const found = fields.find(({ name }) => name === setting);
  if (!found) throw new NotFoundError('There is no such setting any more. Start again with `/setup`.');
  return found;
}
