import * as v from 'valibot';
import type { Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { ACTION_NOUNS, ACTION_STATE_WORDS, inert } from './discord/words.ts';
import { ActionView } from './views.ts';

const About = v.object({ action: ActionView });
const page = ({ id }: ActionView): string => `/servers/actions/${id}`;

/** To the person who asked, unless they ended it themselves: it came to nothing. */
export function tellOfOutcome({ data }: Signal): Telling[] {
  const { action } = v.parse(About, data);
  const [kind, userId] = action.requestedBy.split(':');
  if (kind !== 'user' || !userId || action.state === 'cancelled') return [];
  const noun = ACTION_NOUNS[action.action];
  const said = (name: string) =>
    `${noun} of ${name}: ${ACTION_STATE_WORDS[action.state]}.${action.error ? ` ${action.error}` : ''}`;
  return [
    {
      userIds: [userId],
      text: said(`**${inert(action.serverName)}**`),
      plain: said(action.serverName),
      path: page(action),
    },
  ];
}

/** To those who may approve: somebody waits for them. */
export function tellOfApproval({ data }: Signal): Telling[] {
  const { action } = v.parse(About, data);
  const said = (who: string, name: string) => `${who} wants to ${action.action} ${name}. It needs approval.`;
  return [
    {
      text: said(inert(action.requestedByName), `**${inert(action.serverName)}**`),
      plain: said(action.requestedByName, action.serverName),
      path: page(action),
    },
  ];
}
