import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { escapeMarkdown, inertMentions, messageLink, timestamp, truncate } from '../../../discord/text.ts';
import type { Draft } from '../actions/draft-notice.ts';
import type { ShownNotice } from '../actions/list-notices.ts';
import { noticeBody } from '../notice-message.ts';
import type { NoticeRow } from '../notice-view.ts';
import { KIND_WORDS, STATE_LOOKS } from '../states.ts';

const inert = (text: string) => inertMentions(escapeMarkdown(text));

/** A notice as it would look, for a yes or a no. Buttons of the notice itself are left out. */
export function previewMessage({ id, notice, isNew }: Draft): OutgoingMessage {
  const { embeds = [] } = noticeBody(notice);
  const components: APIMessageTopLevelComponent[] = [
    {
      type: 1,
      components: [button('post', isNew ? 'Post it' : 'Save it', 3, id), button('discard', 'Discard', 4, id)],
    },
  ];
  const pings = isNew && notice.kind === 'alert' ? ' It pings the roles that are set for alerts.' : '';
  return {
    content: `**${isNew ? 'Post this' : 'Save this'}?** ${KIND_WORDS[notice.kind]}, as it would look in its channel.${pings} Nothing is posted until you say so.`,
    embeds,
    components,
  };
}

/** A notice with where it is, or why it is not. */
export function shownMessage({ row, post }: ShownNotice, said = ''): OutgoingMessage {
  const { embeds = [] } = noticeBody(row);
  const place = post.problem
    ? `⚠️ It is not in Discord: ${post.problem}`
    : post.channelId && post.messageId
      ? `[Open it](${messageLink(row.guildId, post.channelId, post.messageId)})`
      : 'It is being posted.';
  const words = said && !post.problem && !post.messageId ? said : [said, place].filter(Boolean).join(' ');
  return { content: `**#${row.number}** ${words}`, embeds };
}

export function listMessage(rows: readonly NoticeRow[]): OutgoingMessage {
  if (rows.length === 0) {
    return { content: 'Nothing was announced yet. `/notice status` tells that something does not work.' };
  }
  const lines = rows.map(({ number, kind, title, state, updatedAt }) => {
    const { emoji, words } = STATE_LOOKS[state];
    return `${emoji} **#${number}** ${inert(title)} · ${KIND_WORDS[kind]} · ${words} · ${timestamp(updatedAt, 'R')}`;
  });
  return { embeds: [{ color: 0x5865f2, title: 'Notices', description: truncate(lines.join('\n'), 4_000) }] };
}

const button = (handler: string, label: string, style: 3 | 4, id: string) => ({
  type: 2 as const,
  style,
  label,
  custom_id: customId('notices', handler, id),
});
