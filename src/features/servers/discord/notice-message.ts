import type { APIEmbed } from 'discord-api-types/v10';
import type { PostBody } from '../../../core/posts/show-post.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import { BECOMES } from '../model.ts';
import type { NoticeRow } from '../tables.ts';
import { ACTION_NOUNS, inert, LOOKS, stateWords } from './words.ts';

const WAITING = 0x5865f2;
const TROUBLE = 0xed4245;
const UNSURE = 0xfaa61a;

type Seen = Pick<
  NoticeRow,
  | 'serverId'
  | 'serverName'
  | 'action'
  | 'phase'
  | 'state'
  | 'openedByName'
  | 'error'
  | 'changedAt'
  | 'openedAt'
  | 'changes'
>;

/** What a server is, or what is being done to it, as its one message in the status channel. */
export function noticeMessage(notice: Seen): PostBody {
  const name = inert(notice.serverName);
  const embed: APIEmbed = {
    ...headline(notice, name),
    fields: [
      { name: 'Server', value: `\`${notice.serverId}\``, inline: true },
      { name: 'Status', value: statusWords(notice), inline: true },
      { name: 'Time', value: timestamp(notice.changedAt, 'f'), inline: true },
    ],
    footer: {
      text: notice.openedByName
        ? `Initiated by ${truncate(notice.openedByName, 80)}`
        : 'Reported by the panel',
    },
    timestamp: notice.openedAt.toISOString(),
  };
  return { embeds: [embed] };
}

function headline(
  { action, phase, state, error, changes }: Seen,
  name: string,
): Pick<APIEmbed, 'title' | 'description' | 'color'> {
  const { emoji, colour } = LOOKS[state];
  const noun = action ? ACTION_NOUNS[action] : 'Change';
  const verb = noun.toLowerCase();
  switch (phase) {
    case 'requested':
      return { title: `⏳ ${name}: ${verb} requested`, color: WAITING };
    case 'confirmed':
      return { title: `${emoji} ${name} is ${state}`, description: `${noun} confirmed.`, color: colour };
    case 'failed':
      return { title: `❌ ${name}: ${verb} failed`, ...described(error), color: TROUBLE };
    case 'unconfirmed':
      return { title: `⚠️ ${name}: ${verb} not confirmed`, ...described(error), color: UNSURE };
    case 'flapping':
      return {
        title: `⚠️ ${name} is flapping`,
        description: `It changed ${changes.length} times within a short time. This message tells when it is calm again.`,
        color: UNSURE,
      };
    case 'reported':
      return { title: `${emoji} ${name} is ${state}`, color: colour };
  }
}

const described = (text: string | null) => (text ? { description: inert(text) } : {});

function statusWords({ phase, state, action }: Seen): string {
  const becomes = action && BECOMES[action];
  return phase === 'requested' && becomes && becomes !== state
    ? `${stateWords(state)} → ${stateWords(becomes)}`
    : stateWords(state);
}
