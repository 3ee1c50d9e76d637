import { escapeMarkdown, inertMentions } from '../../../discord/text.ts';
import type { ActionState, Impact, ServerAction, ServerState } from '../model.ts';

/** How a state looks: colours as Discord's own palette has them. */
export const LOOKS: Record<ServerState, { emoji: string; colour: number }> = {
  online: { emoji: '🟢', colour: 0x57f287 },
  offline: { emoji: '🔴', colour: 0xed4245 },
  rebooting: { emoji: '🔄', colour: 0xfee75c },
  provisioning: { emoji: '🛠️', colour: 0x5865f2 },
};

export const stateWords = (state: ServerState): string => `${LOOKS[state].emoji} ${state}`;

/** Names come from the panel and from people. */
export const inert = (text: string): string => inertMentions(escapeMarkdown(text));

export const ACTION_NOUNS: Record<ServerAction, string> = { start: 'Start', stop: 'Stop', reboot: 'Reboot' };

export const ACTION_STATE_WORDS: Record<ActionState, string> = {
  'awaiting-confirmation': 'waits for confirmation',
  'awaiting-approval': 'waits for approval',
  requested: 'requested',
  accepted: 'taken by the panel',
  confirmed: 'confirmed',
  failed: 'failed',
  unconfirmed: 'not confirmed',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'not approved in time',
};

const STEPS: readonly [seconds: number, unit: string][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** The largest whole unit: `3 hours`. */
export function durationWords(seconds: number): string {
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `3 of 20 players, up for 5 hours`; empty where the panel tells neither. */
export function impactWords({ playersOnline, playersMost, uptimeSeconds }: Impact): string {
  const most = playersMost === null ? '' : ` of ${playersMost}`;
  const plural = (playersMost ?? playersOnline) === 1 ? '' : 's';
  return [
    ...(playersOnline === null ? [] : [`${playersOnline}${most} player${plural}`]),
    ...(uptimeSeconds === null ? [] : [`up for ${durationWords(uptimeSeconds)}`]),
  ].join(', ');
}

/** The same as a sentence for whoever is about to end it. */
export function impactSentence(impact: Impact): string {
  const players = impactWords({ ...impact, uptimeSeconds: null });
  const up = impact.uptimeSeconds === null ? '' : `has been up for ${durationWords(impact.uptimeSeconds)}`;
  const facts = [...(players ? [`has ${players}`] : []), ...(up ? [up] : [])];
  return facts.length > 0 ? `It ${facts.join(' and ')}.` : 'The panel does not tell who plays there.';
}
