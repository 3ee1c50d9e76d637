import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { timestamp } from '../../../discord/text.ts';
import type { ActionRow, ApprovalRow } from '../tables.ts';
import { ACTION_NOUNS, ACTION_STATE_WORDS, impactSentence, inert } from './words.ts';

/** Asks approvers, and shows how far they are. */
export function approvalMessage(row: ActionRow, approvals: readonly ApprovalRow[]): OutgoingMessage {
  const waits = row.state === 'awaiting-approval';
  const yes = approvals.filter(({ decision }) => decision === 'approve');
  const no = approvals.filter(({ decision }) => decision === 'reject');
  const names = (who: readonly ApprovalRow[]) =>
    who.map(({ approvedByName }) => inert(approvedByName)).join(', ');
  const lines = [
    `${inert(row.requestedByName)} wants to ${row.action} **${inert(row.serverName)}** (\`${row.serverId}\`).`,
    impactSentence(row.impact),
    `**${yes.length} of ${row.approvalsNeeded}** approved${yes.length > 0 ? `: ${names(yes)}` : ''}`,
    ...(no.length > 0 ? [`Rejected by ${names(no)}`] : []),
    ...(waits && row.dueAt ? [`It lapses ${timestamp(row.dueAt, 'R')}.`] : []),
  ];
  return {
    embeds: [
      {
        title: waits
          ? `${ACTION_NOUNS[row.action]} needs approval`
          : `${ACTION_NOUNS[row.action]}: ${ACTION_STATE_WORDS[row.state]}`,
        description: lines.join('\n'),
        color: waits ? 0xfaa61a : row.state === 'rejected' || row.state === 'expired' ? 0xed4245 : 0x57f287,
      },
    ],
    components: waits ? [buttons(row.id)] : [],
  };
}

const buttons = (id: string) => ({
  type: 1 as const,
  components: [
    {
      type: 2 as const,
      style: 3 as const,
      label: 'Approve',
      custom_id: customId('servers', 'approve', id),
    },
    {
      type: 2 as const,
      style: 4 as const,
      label: 'Reject',
      custom_id: customId('servers', 'reject', id),
    },
  ],
});
