import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { escapeMarkdown, timestamp, truncate } from '../../../discord/text.ts';
import { isAdding } from '../model.ts';
import type { ChangeView, PlanView, RuleView, StepView } from '../schemas.ts';

/** Steps that one message shows. */
const MOST_SHOWN = 15;
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

/** A plan as people read it; with `confirm` a button does exactly this. */
export function planMessage(plan: PlanView, { confirm }: { confirm: boolean }): OutgoingMessage {
  const changes = plan.adding + plan.removing + plan.adopting;
  const shown = plan.steps.slice(0, MOST_SHOWN);
  const hidden = plan.steps.length + plan.more - shown.length;
  const lines = [
    changes === 0
      ? '**Nothing to do.** Everybody has the roles of their standing.'
      : `**${count(plan.adding, 'role')} to give, ${plan.removing} to take** · ${count(plan.calls, 'call')} to Discord · ${plan.keeping} as they should be`,
    ...shown.map(stepLine),
    ...(hidden > 0 ? [`-# and ${hidden} more`] : []),
    ...plan.blocked.map(({ problem, adding, removing }) => {
      const waiting = adding + removing;
      return `⚠️ ${escapeMarkdown(problem)}${waiting > 0 ? ` ${count(waiting, 'change')} wait for it.` : ''}`;
    }),
    ...(plan.givenByHand > 0
      ? [`-# ${count(plan.givenByHand, 'role')} given by hand to people without the standing; left alone.`]
      : []),
    ...(plan.listed
      ? []
      : ['-# Discord does not list the members: switch on “Server Members Intent” in the developer portal.']),
  ];
  const buttons =
    confirm && changes > 0
      ? [
          {
            type: ROW,
            components: [
              {
                type: BUTTON,
                style: PRIMARY,
                label: 'Do this',
                custom_id: customId('roles', 'apply', plan.fingerprint),
              },
            ],
          },
        ]
      : [];
  return { content: truncate(lines.join('\n'), MESSAGE_LIMITS.content), components: buttons };
}

export function startedMessage(plan: PlanView): OutgoingMessage {
  const seconds = Math.max(1, plan.calls);
  const words =
    plan.calls === 0
      ? '✅ Done.'
      : `✅ It is being done: ${count(plan.calls, 'call')} to Discord, about ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}. The dashboard shows how far it is.`;
  return { content: words, components: [] };
}

const states = { active: '', paused: ' · paused', ending: ' · being deleted' } as const;

export function rulesMessage(rules: readonly RuleView[]): OutgoingMessage {
  if (rules.length === 0)
    return { content: 'There are no rules yet. `/roles add` makes one: who is what gets which role.' };
  const lines = rules.flatMap((rule) => [
    `**${escapeMarkdown(rule.standingTitle)}** → <@&${rule.roleId}>${states[rule.state]}`,
    ...(rule.problem ? [`⚠️ ${escapeMarkdown(rule.problem)}`] : []),
  ]);
  return { content: truncate(lines.join('\n'), MESSAGE_LIMITS.content) };
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
  return { content: truncate([`Roles of <@${userId}>`, ...lines].join('\n'), MESSAGE_LIMITS.content) };
}
