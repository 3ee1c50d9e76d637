import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { escapeMarkdown, timestamp, truncate } from '../../../discord/text.ts';
import { isAdding } from '../model.ts';
import type { ChangeView, PlanView, RuleView, StepView } from '../schemas.ts';
import { timeOfCalls } from '../time-of-calls.ts';

/** Steps that one message shows, and roles that are out of reach. */
const MOST_SHOWN = 15;
const MOST_BLOCKED = 4;
const ROW = 1;
const BUTTON = 2;
const PRIMARY = 1;
const SECONDARY = 2;
const DANGER = 4;

const signs = { add: '+', remove: '−', adopt: '=' } as const;
const whys = {
  gained: '',
  lost: '',
  repair: ' (taken away by hand)',
  adopted: ' (has it already; from now on looked after)',
} as const;

const stepLine = ({ what, userId, roleId, cause }: StepView): string =>
  `\`${signs[what]}\` <@${userId}> <@&${roleId}>${whys[cause]}`;

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** Lines with as many of the `rest` as one message takes, and how many of `total` are not among them. */
function fit(lines: readonly string[], rest: readonly string[], total = rest.length): string {
  for (let shown = rest.length; ; shown--) {
    const more = total > shown ? [`-# and ${total - shown} more`] : [];
    const text = [...lines, ...rest.slice(0, shown), ...more].join('\n');
    if (text.length <= MESSAGE_LIMITS.content || shown <= 0) return truncate(text, MESSAGE_LIMITS.content);
  }
}

function headline(plan: PlanView): string {
  if (plan.adding + plan.removing + plan.adopting > 0)
    return `**${count(plan.adding, 'role')} to give, ${plan.removing} to take** · ${count(plan.calls, 'call')} to Discord · ${plan.keeping} as they should be`;
  return plan.blocked.some(({ adding, removing }) => adding + removing > 0)
    ? '**Nothing can be done yet.** What is due waits for what is in the way:'
    : '**Nothing to do.** Everybody has the roles of their standing.';
}

function blockedLine({ problem, adding, removing }: PlanView['blocked'][number]): string {
  const waiting = adding + removing;
  const waits =
    waiting === 1 ? ' One change waits for it.' : waiting > 0 ? ` ${waiting} changes wait for it.` : '';
  return `⚠️ ${escapeMarkdown(problem)}${waits}`;
}

/** A plan as people read it, what is in its way first; with `confirm` a button does exactly this. */
export function planMessage(plan: PlanView, { confirm }: { confirm: boolean }): OutgoingMessage {
  const changes = plan.adding + plan.removing + plan.adopting;
  const hiddenBlocked = plan.blocked.length - MOST_BLOCKED;
  const lines = [
    headline(plan),
    ...plan.blocked.slice(0, MOST_BLOCKED).map(blockedLine),
    ...(hiddenBlocked > 0 ? [`-# and ${hiddenBlocked} more roles are out of reach`] : []),
    ...(plan.givenByHand > 0
      ? [`-# ${count(plan.givenByHand, 'role')} given by hand to people without the standing; left alone.`]
      : []),
    ...(plan.listed
      ? []
      : ['-# Discord does not list the members: switch on “Server Members Intent” in the developer portal.']),
  ];
  const button = {
    type: BUTTON,
    style: PRIMARY,
    label: 'Do this',
    custom_id: customId('roles', 'apply', plan.fingerprint),
  } as const;
  return {
    content: fit(lines, plan.steps.slice(0, MOST_SHOWN).map(stepLine), plan.steps.length + plan.more),
    components: confirm && changes > 0 ? [{ type: ROW, components: [button] }] : [],
  };
}

export function startedMessage({ calls }: PlanView): OutgoingMessage {
  const words =
    calls === 0
      ? '✅ Done.'
      : `✅ It is being done: ${count(calls, 'call')} to Discord, ${timeOfCalls(calls)}. The dashboard shows how far it is.`;
  return { content: words, components: [] };
}

const states = { active: '', paused: ' · paused', ending: ' · being deleted' } as const;

export function rulesMessage(rules: readonly RuleView[]): OutgoingMessage {
  if (rules.length === 0)
    return { content: 'There are no rules yet. `/roles add` makes one: who is what gets which role.' };
  const lines = rules.map((rule) =>
    [
      `**${escapeMarkdown(rule.standingTitle)}** → <@&${rule.roleId}>${states[rule.state]}`,
      ...(rule.problem ? [`⚠️ ${escapeMarkdown(rule.problem)}`] : []),
    ].join('\n'),
  );
  return { content: fit([], lines) };
}

export const ruleMessage = (rule: RuleView, said: string): OutgoingMessage => ({
  content: [said, ...(rulesMessage([rule]).content ?? '').split('\n')].join('\n'),
  components: [],
});

/** What becomes of the roles is asked before a rule goes. */
export function dropQuestion(rule: RuleView, owned: number): OutgoingMessage {
  const button = (style: number, label: string, what: 'take' | 'leave') => ({
    type: BUTTON,
    style,
    label,
    custom_id: customId('roles', 'drop', rule.id, what),
  });
  return {
    content: `Delete the rule **${escapeMarkdown(rule.standingTitle)}** → <@&${rule.roleId}>? It gave the role to ${count(owned, 'person', 'people')}.`,
    components: [
      {
        type: ROW,
        components: [
          button(DANGER, 'Delete, take the roles', 'take'),
          button(SECONDARY, 'Delete, leave the roles', 'leave'),
        ],
      },
    ] as OutgoingMessage['components'] & object,
  };
}

const outcomes = {
  planned: 'is being done',
  done: '',
  failed: 'failed',
  superseded: 'not needed any more',
} as const;

export function historyMessage(userId: string, changes: readonly ChangeView[]): OutgoingMessage {
  if (changes.length === 0) return { content: `No rule has given <@${userId}> a role or taken one.` };
  const lines = changes.map((change) => {
    const outcome = outcomes[change.state];
    const when = timestamp(new Date(change.settledAt ?? change.since));
    const words = [outcome, change.problem ? escapeMarkdown(change.problem) : ''].filter(Boolean).join(': ');
    return `\`${isAdding(change.cause) ? '+' : '−'}\` <@&${change.roleId}> ${when}${words ? ` · ${words}` : ''}`;
  });
  return { content: fit([`Roles of <@${userId}>`], lines) };
}
