import { InputError } from '../../../core/errors.ts';
import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import { openModal, type Reply, say } from '../../../core/interactions/reply.ts';
import { missingPermissions } from '../../../discord/permissions.ts';
import { type BeginDraftInput, beginDraft, beginEdit } from '../actions/draft-announcement.ts';
import { listAnnouncements } from '../actions/list-announcements.ts';
import { pauseAnnouncement } from '../actions/pause-announcement.ts';
import { resumeAnnouncement } from '../actions/resume-announcement.ts';
import { runAnnouncement } from '../actions/run-announcement.ts';
import { lastRuns, showAnnouncement } from '../actions/show-announcement.ts';
import { skipRun } from '../actions/skip-run.ts';
import type { StoredTarget } from '../schemas.ts';
import { announcementList, announcementMessage, deleteMessage } from './announcement-message.ts';
import { announcementModal } from './announcement-modal.ts';

interface Common {
  name: string | undefined;
  channel: string | undefined;
  webhook: boolean | undefined;
  endpoints: boolean | undefined;
  time_zone: string | undefined;
  ping: string | undefined;
  ping_2: string | undefined;
  ping_3: string | undefined;
}
type One = CommandInteraction<{ announcement: string }>;

export async function create(interaction: CommandInteraction<Common & { when: string }>): Promise<Reply> {
  const { options } = interaction;
  const draft = await beginDraft(await interaction.context(), {
    name: options.name ?? `Announcement of ${interaction.user.displayName}`.slice(0, 80),
    when: options.when,
    timeZone: options.time_zone,
    target: targetOf(interaction) ?? ownChannel(interaction, interaction.channelId),
    pings: pingsOf(options),
  });
  return openModal(announcementModal(draft));
}

export async function edit(
  interaction: CommandInteraction<
    Common & { announcement: string; when: string | undefined; no_pings: boolean | undefined }
  >,
): Promise<Reply> {
  const { options } = interaction;
  const pings = pingsOf(options);
  const target = targetOf(interaction);
  const change: Partial<BeginDraftInput> = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.when === undefined ? {} : { when: options.when }),
    ...(options.time_zone === undefined ? {} : { timeZone: options.time_zone }),
    ...(target === undefined ? {} : { target }),
    ...(pings.length > 0 || options.no_pings ? { pings: options.no_pings ? [] : pings } : {}),
  };
  return openModal(
    announcementModal(await beginEdit(await interaction.context(), options.announcement, change)),
  );
}

export async function list(interaction: CommandInteraction<object>): Promise<Reply> {
  return say(announcementList(await listAnnouncements(await interaction.context())));
}

export async function show(interaction: One): Promise<Reply> {
  const ctx = await interaction.context();
  const { row, runs } = await showAnnouncement(ctx, interaction.options.announcement);
  return say(announcementMessage(row, runs, ctx.now()));
}

type Change = typeof pauseAnnouncement;
const changing =
  (change: Change, said: string) =>
  async (interaction: One): Promise<Reply> => {
    const ctx = await interaction.context();
    const row = await change(ctx, interaction.options.announcement);
    return say(announcementMessage(row, await lastRuns(ctx, row.id), ctx.now(), said));
  };

export const pause = changing(pauseAnnouncement, 'Paused.');
export const resume = changing(resumeAnnouncement, 'Resumed.');
export const skip = changing(skipRun, 'The next time is left out.');
export const runNow = changing(runAnnouncement, 'It is being posted now.');

export async function askDelete(interaction: One): Promise<Reply> {
  const ctx = await interaction.context();
  await ctx.require('announcements:manage');
  const { row } = await showAnnouncement(ctx, interaction.options.announcement);
  return say(deleteMessage(row, ctx.now()));
}

const pingsOf = ({ ping, ping_2, ping_3 }: Common): string[] => [
  ...new Set([ping, ping_2, ping_3].filter((id) => id !== undefined)),
];

function targetOf(interaction: CommandInteraction<Common>): StoredTarget | undefined {
  const { channel, webhook, endpoints } = interaction.options;
  const chosen = [channel !== undefined, webhook === true, endpoints === true].filter(Boolean).length;
  if (chosen > 1) throw new InputError('Choose one of channel, webhook and endpoints.');
  if (endpoints) return { kind: 'endpoints' };
  // The form asks for the address.
  if (webhook) return { kind: 'webhook', sealed: '', webhookId: '' };
  return channel === undefined ? undefined : ownChannel(interaction, channel);
}

/** The bot must not lend its voice where the person has none. Discord sends along what they may do there. */
function ownChannel(interaction: CommandInteraction<Common>, channelId: string): StoredTarget {
  const { raw } = interaction;
  const resolved =
    raw.data && 'resolved' in raw.data && raw.data.resolved && 'channels' in raw.data.resolved
      ? raw.data.resolved.channels?.[channelId]
      : undefined;
  const held =
    resolved && 'permissions' in resolved
      ? BigInt(String(resolved.permissions))
      : channelId === interaction.channelId
        ? interaction.user.permissions
        : 0n;
  if (missingPermissions(held, ['VIEW_CHANNEL', 'SEND_MESSAGES']).length > 0) {
    throw new InputError(
      'You cannot write in that channel yourself. Choose one where you can, or ask an admin.',
    );
  }
  return { kind: 'channel', channelId };
}
