import type { ActionContext } from '../../../core/context.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { openModal, type Reply, update } from '../../../core/interactions/reply.ts';
import { deleteAnnouncement } from '../actions/delete-announcement.ts';
import { beginEdit, discardDraft, findDraft, writeDraft } from '../actions/draft-announcement.ts';
import { pauseAnnouncement } from '../actions/pause-announcement.ts';
import { resumeAnnouncement } from '../actions/resume-announcement.ts';
import { runAnnouncement } from '../actions/run-announcement.ts';
import { saveDraft } from '../actions/save-draft.ts';
import { lastRuns, showAnnouncement } from '../actions/show-announcement.ts';
import { skipRun } from '../actions/skip-run.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { announcementMessage, deleteMessage, draftMessage } from './announcement-message.ts';
import { announcementModal, readAnnouncementModal } from './announcement-modal.ts';

type Change = (ctx: ActionContext, reference: string) => Promise<AnnouncementRow>;
const changing =
  (change: Change, said: string) =>
  async (interaction: ComponentInteraction): Promise<Reply> => {
    const ctx = await interaction.context();
    const row = await change(ctx, customIdArgument(interaction.args, 0));
    return update(announcementMessage(row, await lastRuns(ctx, row.id), ctx.now(), said));
  };

export const pause = changing(pauseAnnouncement, 'Paused.');
export const resume = changing(resumeAnnouncement, 'Resumed.');
export const skip = changing(skipRun, 'The next time is left out.');
export const runNow = changing(runAnnouncement, 'It is being posted now.');

export async function show(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { row, runs } = await showAnnouncement(ctx, customIdArgument(interaction.args, 0));
  return update(announcementMessage(row, runs, ctx.now()));
}

export async function edit(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return openModal(announcementModal(await beginEdit(ctx, customIdArgument(interaction.args, 0), {})));
}

export async function askDelete(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { row } = await showAnnouncement(ctx, customIdArgument(interaction.args, 0));
  return update(deleteMessage(row, ctx.now()));
}

export async function deleteForGood(interaction: ComponentInteraction): Promise<Reply> {
  const row = await deleteAnnouncement(await interaction.context(), customIdArgument(interaction.args, 0));
  return update({ content: `#${row.number} is deleted.` });
}

export async function save(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { row, created } = await saveDraft(ctx, customIdArgument(interaction.args, 0));
  const said = created ? `Saved as #${row.number}.` : 'The change is saved.';
  return update(announcementMessage(row, await lastRuns(ctx, row.id), ctx.now(), said));
}

export async function rewrite(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return openModal(announcementModal(await findDraft(ctx, customIdArgument(interaction.args, 0))));
}

export async function discard(interaction: ComponentInteraction): Promise<Reply> {
  await discardDraft(await interaction.context(), customIdArgument(interaction.args, 0));
  return update({ content: 'Discarded. Nothing was planned or changed.' });
}

export async function write(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const id = customIdArgument(interaction.args, 0);
  const before = await findDraft(ctx, id);
  const draft = await writeDraft(ctx, id, readAnnouncementModal(interaction.fields, before.message));
  return update(draftMessage(draft, ctx.now()));
}
