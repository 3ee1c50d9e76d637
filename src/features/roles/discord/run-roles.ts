import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type {
  CommandInteraction,
  ComponentInteraction,
  Interaction,
} from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { createRule } from '../actions/create-rule.ts';
import { deleteRule } from '../actions/delete-rule.ts';
import { countGrants, listRules, listStandings } from '../actions/list-rules.ts';
import { listChangesOf } from '../actions/list-runs.ts';
import { syncRoles } from '../actions/sync-roles.ts';
import { updateRule } from '../actions/update-rule.ts';
import {
  dropQuestion,
  historyMessage,
  planMessage,
  ruleMessage,
  rulesMessage,
  startedMessage,
} from './roles-messages.ts';

/** Lines of somebody's history that one message shows. */
const MOST_SHOWN = 15;

type OfRule = CommandInteraction<{ rule: string }>;

const look = async (interaction: Interaction, confirm: boolean): Promise<Reply> =>
  say(planMessage(await syncRoles(await interaction.context(), { dryRun: true }), { confirm }));

export const plan = (interaction: Interaction): Promise<Reply> => look(interaction, false);
export const sync = (interaction: Interaction): Promise<Reply> => look(interaction, true);

/** Does what the message shows, or says that it is no longer that. */
export async function apply(interaction: ComponentInteraction): Promise<Reply> {
  const expect = customIdArgument(interaction.args, 0);
  return update(startedMessage(await syncRoles(await interaction.context(), { expect })));
}

export const rules = async (interaction: Interaction): Promise<Reply> =>
  say(rulesMessage(await listRules(await interaction.context())));

export async function add(
  interaction: CommandInteraction<{
    standing: string;
    role: string;
    keep: boolean | undefined;
    reason: string | undefined;
  }>,
): Promise<Reply> {
  const { standing, role, keep, reason } = interaction.options;
  const made = await createRule(await interaction.context(), {
    standing,
    roleId: role,
    removeOnLoss: !keep,
    ...(reason ? { reason } : {}),
  });
  return say(
    ruleMessage(
      made,
      '✅ The rule is made. Whoever becomes that from now on gets the role; `/roles sync` gives it to those who are that already.',
    ),
  );
}

export async function pause(interaction: OfRule): Promise<Reply> {
  const { rule: id } = interaction.options;
  const rule = await updateRule(await interaction.context(), { rule: id, state: 'paused' });
  return say(ruleMessage(rule, 'It stands still now: nobody gets the role, nobody loses it.'));
}

export async function resume(interaction: OfRule): Promise<Reply> {
  const rule = await updateRule(await interaction.context(), {
    rule: interaction.options.rule,
    state: 'active',
  });
  return say(ruleMessage(rule, 'It goes on. `/roles sync` brings everybody up to date.'));
}

export async function remove(interaction: OfRule): Promise<Reply> {
  const ctx = await interaction.context();
  const [all, counts] = [await listRules(ctx), await countGrants(ctx)];
  const rule = all.find(({ id }) => id === interaction.options.rule);
  if (!rule) return say('There is no such rule. Choose one from the list.');
  const { held = 0, pending = 0 } = counts.get(rule.id) ?? {};
  return say(dropQuestion(rule, held + pending));
}

export async function drop(interaction: ComponentInteraction): Promise<Reply> {
  const rule = customIdArgument(interaction.args, 0);
  const take = customIdArgument(interaction.args, 1) === 'take';
  const { taking } = await deleteRule(await interaction.context(), { rule, take });
  const content =
    taking > 0
      ? `The rule ends: ${taking === 1 ? 'one person loses' : `${taking} people lose`} its role now.`
      : 'The rule is deleted.';
  return update({ content, components: [] });
}

export async function person(interaction: CommandInteraction<{ person: ChosenUser }>): Promise<Reply> {
  const { id } = interaction.options.person;
  const changes = await listChangesOf(await interaction.context(), id, { limit: MOST_SHOWN });
  return say(historyMessage(id, changes));
}

export const chooseStanding: AutocompleteHandler = async (interaction) => {
  const standings = await listStandings(await interaction.context());
  return matching(
    standings.map(({ id, title }) => ({ name: title, value: id })),
    interaction.typed,
  );
};

export const chooseRule: AutocompleteHandler = async (interaction) => {
  const all = await listRules(await interaction.context());
  return matching(
    all.map(({ id, standingTitle, roleName }) => ({ name: `${standingTitle} → @${roleName}`, value: id })),
    interaction.typed,
  );
};

function matching(choices: readonly { name: string; value: string }[], typed: string) {
  const words = typed.trim().toLowerCase();
  return choices
    .filter(({ name }) => name.toLowerCase().includes(words))
    .slice(0, COMMAND_LIMITS.autocompleteChoices)
    .map(({ name, value }) => ({ name: truncate(name, COMMAND_LIMITS.choiceName), value }));
}
