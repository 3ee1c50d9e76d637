import type { ActionContext } from '../../../core/context.ts';
import { InputError, NotFoundError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { CommandInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { openModal, type Reply, say } from '../../../core/interactions/reply.ts';
import { isSecret } from '../../../core/settings/definition.ts';
import { escapeMarkdown, inertMentions } from '../../../discord/text.ts';
import { changeSettings } from '../actions/change-settings.ts';
import { showSettings } from '../actions/show-settings.ts';
import { requireDefinition } from '../feature-settings.ts';
import { readSettingText, settingText } from '../setting-text.ts';
import { settingsTitle } from '../settings-title.ts';
import { settingModal } from './setting-modal.ts';
import { settingsMessage } from './settings-message.ts';

/** Who sees a channel is asked at Discord, for which there is no time before this answer. */
const CHOSEN_IN_SETUP =
  'This channel is chosen with `/setup` or in the dashboard, where it is checked that not everybody can see it. Here you can only say `none`.';

export async function show(interaction: CommandInteraction<{ feature: string | undefined }>): Promise<Reply> {
  const ctx = await interaction.context();
  const { registry } = ctx.runtime;
  const { feature } = interaction.options;
  const names = feature === undefined ? [...registry.settings.keys()] : [feature];
  const shown = await Promise.all(
    names.map(async (name) => ({
      title: settingsTitle(registry.features, name),
      definition: requireDefinition(ctx, name),
      view: await showSettings(ctx, name),
    })),
  );
  return say(settingsMessage(shown));
}

export async function change(
  interaction: CommandInteraction<{ feature: string; setting: string; value: string | undefined }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { feature, setting, value } = interaction.options;
  const field = requireField(ctx, feature, setting);
  // A secret in a command's text would stay in the person's chat box and in Discord's records.
  const asks = value === undefined || isSecret(field);
  if (field.hidden && value !== 'none') throw new InputError(CHOSEN_IN_SETUP);
  if (!asks && field.kind !== 'roles') return saved(ctx, feature, setting, value, undefined);
  const { values } = await showSettings(ctx, feature);
  if (asks) return openModal(settingModal(feature, setting, field, values[setting]));
  return saved(ctx, feature, setting, value, values[setting]);
}

export async function save(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const feature = customIdArgument(interaction.args, 0);
  const setting = customIdArgument(interaction.args, 1);
  const given = interaction.fields.get('value') ?? '';
  return saved(ctx, feature, setting, typeof given === 'string' ? given : given.join(' '), undefined);
}

async function saved(
  ctx: ActionContext,
  feature: string,
  setting: string,
  text: string,
  current: unknown,
): Promise<Reply> {
  const field = requireField(ctx, feature, setting);
  const value = readSettingText(field, text, current);
  const { values } = await changeSettings(ctx, { feature, change: { [setting]: value } });
  const now = settingText(field, values[setting]);
  const safe = field.kind === 'text' ? inertMentions(escapeMarkdown(now)) : now;
  return say(`**${field.title}** is now: ${safe}\n-# ${field.help}`);
}

function requireField(ctx: ActionContext, feature: string, setting: string) {
  const { fields } = requireDefinition(ctx, feature);
  const name = Object.hasOwn(fields, setting) ? setting : '';
  const field = fields[name];
  if (!field) throw new NotFoundError(`There is no such setting. Known: ${Object.keys(fields).join(', ')}.`);
  return field;
}
