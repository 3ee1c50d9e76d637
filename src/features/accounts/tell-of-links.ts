import * as v from 'valibot';
import type { Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { inert } from './discord-words.ts';

const Link = v.looseObject({ accountName: v.string(), discordUserId: v.string() });
const Ended = v.looseObject({ ...Link.entries, reason: v.nullable(v.string()) });
const Conflict = v.looseObject({
  ...Link.entries,
  discordName: v.string(),
  taken: v.string(),
  holderId: v.nullable(v.string()),
});
const Settled = v.looseObject({
  ...Link.entries,
  discordName: v.string(),
  holderId: v.nullable(v.string()),
  linkedTo: v.nullable(v.string()),
  decision: v.picklist(['moved', 'kept']),
  reason: v.nullable(v.string()),
});

const MY_ACCOUNT = '/my-account';

/** One telling in both forms; names stand in `‹›` in the pattern and are made inert for Discord. */
function telling(userId: string, pattern: string, names: string[], path = MY_ACCOUNT): Telling {
  const fill = (show: (name: string) => string) => {
    let at = 0;
    return pattern.replaceAll('‹›', () => show(names[at++] ?? ''));
  };
  return { userIds: [userId], text: fill((name) => `**${inert(name)}**`), plain: fill((name) => name), path };
}

const isByThemselves = ({ actor }: Signal, userId: string) => actor === `user:${userId}`;

/** To a member whom staff linked; whoever did it themselves knows. */
export function tellOfLink(signal: Signal): Telling[] {
  const { accountName, discordUserId } = v.parse(Link, signal.data);
  if (isByThemselves(signal, discordUserId)) return [];
  return [
    telling(discordUserId, 'You were linked to the account ‹›. If that is not yours, type `/unlink`.', [
      accountName,
    ]),
  ];
}

/** To a member whom somebody else unlinked. */
export function tellOfUnlink(signal: Signal): Telling[] {
  const { accountName, discordUserId, reason } = v.parse(Ended, signal.data);
  if (isByThemselves(signal, discordUserId)) return [];
  const why = reason ? ' Why: ‹›' : '';
  return [
    telling(discordUserId, `You are no longer linked to the account ‹›.${why}`, [accountName, reason ?? '']),
  ];
}

/** To whoever has the account that somebody else proved to be theirs. */
export function tellHolder(signal: Signal): Telling[] {
  const { accountName, discordName, holderId } = v.parse(Conflict, signal.data);
  if (!holderId) return [];
  return [
    telling(
      holderId,
      '‹› proved that the account ‹› is theirs, and it is linked to you. Nothing was changed: staff look at it. If that is you with another Discord account, type `/unlink` here first.',
      [discordName, accountName],
    ),
  ];
}

/** To staff: somebody has to look whose account it is. */
export function tellStaff(signal: Signal): Telling[] {
  const { accountName, discordName, taken } = v.parse(Conflict, signal.data);
  const what =
    taken === 'person'
      ? '‹› wants to link the account ‹› and is linked to another one.'
      : '‹› proved the account ‹›, which is linked to somebody else.';
  const { userIds: _nobody, ...told } = telling('', what, [discordName, accountName], '/accounts/conflicts');
  return [told];
}

/**
 * To whoever asked, whoever had the account then and whoever had it when staff decided: what is so now. Whom the decision
 * links or unlinks is told by that.
 */
export function tellOfDecision(signal: Signal): Telling[] {
  const { accountName, discordUserId, holderId, linkedTo, decision, reason } = v.parse(Settled, signal.data);
  const hasMoved = decision === 'moved' && linkedTo !== discordUserId;
  const why = reason ? ' Why: ‹›' : '';
  return [...new Set([discordUserId, holderId, linkedTo])]
    .filter((id) => id !== null)
    .filter((id) => !(hasMoved && (id === discordUserId || id === linkedTo)))
    .map((id) => {
      const words = id === linkedTo ? 'stays' : 'is not';
      return telling(id, `Staff decided: the account ‹› ${words} linked to you.${why}`, [
        accountName,
        reason ?? '',
      ]);
    });
}

/** To a member whose yes Discord has ended. */
export function tellOfRenewal(signal: Signal): Telling[] {
  const { accountName, discordUserId } = v.parse(Link, signal.data);
  return [
    telling(
      discordUserId,
      'You are still linked to ‹›, but Discord ended what you had allowed. To renew it, link the account once more.',
      [accountName],
    ),
  ];
}
