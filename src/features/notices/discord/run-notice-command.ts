import type { ActionContext } from '../../../core/context.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { CommandInteraction, ComponentInteraction } from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, update as replace, say } from '../../../core/interactions/reply.ts';
import { discardDraft, draftNotice, draftUpdate, postDraft } from '../actions/draft-notice.ts';
import { listNotices, showNotice } from '../actions/list-notices.ts';
import { acknowledgeAlert, resolveNotice } from '../actions/update-notice.ts';
import { readAffected, readInstant } from '../read-words.ts';
import type { RaiseInput, UpdateInput } from '../schemas.ts';
import type { NoticeKind } from '../states.ts';
import { listMessage, previewMessage, shownMessage } from './notice-previews.ts';

type Maybe = string | undefined;

export async function status(
  interaction: CommandInteraction<{
    title: string;
    message: string;
    impact: Maybe;
    state: Maybe;
    affected: Maybe;
  }>,
): Promise<Reply> {
  const { title, message, impact, state, affected } = interaction.options;
  return preview(await interaction.context(), {
    kind: 'status',
    title,
    message,
    affected: readAffected(affected),
    ...given({ impact, state }),
  });
}

export async function maintenance(
  interaction: CommandInteraction<{
    title: string;
    message: string;
    starts: string;
    ends: string;
    affected: Maybe;
  }>,
): Promise<Reply> {
  const { title, message, starts, ends, affected } = interaction.options;
  const ctx = await interaction.context();
  return preview(ctx, {
    kind: 'maintenance',
    title,
    message,
    startsAt: await readInstant(ctx, 'starts', starts),
    endsAt: await readInstant(ctx, 'ends', ends),
    affected: readAffected(affected),
  });
}

export async function alert(
  interaction: CommandInteraction<{
    title: string;
    message: string;
    severity: Maybe;
    source: Maybe;
    key: Maybe;
  }>,
): Promise<Reply> {
  const { title, message, severity, source, key } = interaction.options;
  const more = given({ severity, source, key });
  return preview(await interaction.context(), { kind: 'alert', title, message, ...more });
}

export async function billing(
  interaction: CommandInteraction<{
    amount: string;
    type: string;
    description: Maybe;
    currency: Maybe;
    customer: ChosenUser | undefined;
  }>,
): Promise<Reply> {
  const { amount, type, description, currency, customer } = interaction.options;
  const more = given({ description, currency, customerId: customer?.id });
  return preview(await interaction.context(), { kind: 'billing', amount, type, ...more });
}

export async function update(
  interaction: CommandInteraction<{ notice: string; state: Maybe; message: Maybe; ends: Maybe }>,
): Promise<Reply> {
  const { notice, state, message, ends } = interaction.options;
  const ctx = await interaction.context();
  const endsAt = ends === undefined ? undefined : await readInstant(ctx, 'ends', ends);
  // Safe because the action parses it: what is no state is refused in words.
  const input = given({ state, message, endsAt }) as UpdateInput;
  return say(previewMessage(await draftUpdate(ctx, notice, input)));
}

export async function list(interaction: CommandInteraction<object>): Promise<Reply> {
  return say(listMessage(await listNotices(await interaction.context(), { limit: 20 })));
}

export async function show(interaction: CommandInteraction<{ notice: string }>): Promise<Reply> {
  return say(shownMessage(await showNotice(await interaction.context(), interaction.options.notice)));
}

export async function post(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { row, isNew } = await postDraft(ctx, customIdArgument(interaction.args, 0));
  const { post: place } = await showNotice(ctx, row.id);
  return replace(
    shownMessage({ row, updates: [], post: place }, isNew ? 'It is being posted.' : 'It is saved.'),
  );
}

export async function discard(interaction: ComponentInteraction): Promise<Reply> {
  await discardDraft(await interaction.context(), customIdArgument(interaction.args, 0));
  return replace({ content: 'Discarded. Nothing was posted or changed.' });
}

export async function acknowledge(interaction: ComponentInteraction): Promise<Reply> {
  const row = await acknowledgeAlert(await interaction.context(), customIdArgument(interaction.args, 0));
  return say(`#${row.number} is yours now. It is not said again; resolve it when it is mended.`);
}

export async function resolve(interaction: ComponentInteraction): Promise<Reply> {
  const row = await resolveNotice(await interaction.context(), customIdArgument(interaction.args, 0));
  return say(`#${row.number} is resolved.`);
}

/** Safe to be called a RaiseInput because the action parses it: what is none is refused in words. */
async function preview(
  ctx: ActionContext,
  input: { kind: NoticeKind } & Record<string, unknown>,
): Promise<Reply> {
  return say(previewMessage(await draftNotice(ctx, input as RaiseInput)));
}

/** Only what was chosen, so that the schema's own defaults hold. */
const given = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
