import type { APIButtonComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { timestamp } from '../../../discord/text.ts';
import type { ShownLink } from '../actions/show-link.ts';
import { inert } from '../discord-words.ts';
import type { LinkOutcome, LinkRow } from '../establish-link.ts';
import { methodWords } from '../method-words.ts';

/** Addresses that buttons lead to; null where there is none. */
export interface Places {
  /** Where a customer gets a link or a code, in the host application. */
  accountPage: string | null;
  /** “My account” in the dashboard. */
  myAccount: string | null;
}

const goTo = (label: string, url: string): APIButtonComponent => ({ type: 2, style: 5, label, url });

const row = (...buttons: APIButtonComponent[]): Pick<OutgoingMessage, 'components'> =>
  buttons.length > 0 ? { components: [{ type: 1, components: buttons }] } : {};

const linkButtons = ({ accountPage, myAccount }: Places): APIButtonComponent[] => [
  ...(accountPage ? [goTo('Open my account page', accountPage)] : []),
  ...(myAccount ? [goTo('My account here', myAccount)] : []),
];

/** To somebody who is not linked: what to do. */
export function howToLink(places: Places): OutgoingMessage {
  const content = places.accountPage
    ? 'You are not linked to an account yet.\n\n**One click:** open your account page, sign in there and choose Discord.\n**With a code:** get a one-time code there, then type `/link code:` and paste it.'
    : 'You are not linked to an account yet. Get a one-time code where you have your account, then type `/link code:` and paste it.';
  return { content, ...row(...linkButtons(places)) };
}

/** To somebody who is linked. */
export function linkedMessage({ link, tokens }: ShownLink, places: Places): OutgoingMessage {
  const lines = [
    `You are linked to **${inert(link.accountName)}** since ${timestamp(link.linkedAt, 'D')}.`,
    ...(tokens?.state === 'needs-renewal'
      ? ['Discord ended what you had allowed. Link the account once more to renew it.']
      : []),
    'To end the link, type `/unlink`.',
  ];
  return { content: lines.join('\n'), ...row(...linkButtons(places)) };
}

export function outcomeMessage(outcome: LinkOutcome, places: Places): OutgoingMessage {
  if (outcome.kind === 'conflict') return { content: conflictWords(outcome) };
  const name = `**${inert(outcome.link.accountName)}**`;
  const { myAccount } = places;
  const said =
    outcome.kind === 'linked'
      ? `Done: you are linked to ${name} now. \`/account\` shows it, \`/unlink\` ends it.`
      : `You were linked to ${name} already, so nothing changed. The code is used up.`;
  return { content: said, ...row(...(myAccount ? [goTo('My account here', myAccount)] : [])) };
}

function conflictWords({ conflict }: Extract<LinkOutcome, { kind: 'conflict' }>): string {
  const name = `**${inert(conflict.accountName)}**`;
  if (conflict.taken === 'person')
    return `You are linked to **${inert(conflict.otherAccountName ?? '')}** already, so nothing changed. Type \`/unlink\` first and then link ${name}, or let staff settle it: they were told.`;
  return `${name} is linked to somebody else already, so nothing changed. Both sides and the staff were told. If that is you with another Discord account, type \`/unlink\` there first.`;
}

export function askUnlink(link: LinkRow): OutgoingMessage {
  return {
    content: `End your link to **${inert(link.accountName)}**? What comes with it here goes too, such as roles. You can link it again at any time.`,
    ...row(
      { type: 2, style: 4, label: 'Yes, unlink', custom_id: customId('accounts', 'unlink', link.id) },
      { type: 2, style: 2, label: 'Keep it', custom_id: customId('accounts', 'keep') },
    ),
  };
}

export const unlinkedMessage = (link: LinkRow): OutgoingMessage => ({
  content: `You are no longer linked to **${inert(link.accountName)}**. \`/link\` links you again.`,
});

/** To staff: who somebody is. */
export function memberMessage(
  personId: string,
  link: LinkRow | undefined,
  page: string | null,
): OutgoingMessage {
  if (!link) return { content: `<@${personId}> is not linked to an account.` };
  const by = link.reason ? ` Reason: ${inert(link.reason)}` : '';
  return {
    content: [
      `<@${personId}> is **${inert(link.accountName)}** (\`${link.accountId.replaceAll('`', 'ˋ')}\`).`,
      `${methodWords[link.method]}, ${timestamp(link.linkedAt, 'f')}.${by}`,
    ].join('\n'),
    ...row(...(page ? [goTo('Open in the dashboard', page)] : [])),
  };
}
