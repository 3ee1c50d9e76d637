import { LAST_SENDER_DAYS } from '../limits.ts';
import { type Matchable, matchRule, type RouteRule, type RulePriority } from './match-rule.ts';

export interface AgentName {
  id: string;
  name: string;
}

/** Somebody who takes new conversations just now. */
export interface AvailableAgent extends AgentName {
  /** Conversations of theirs that are neither closed nor snoozed. */
  load: number;
  /** How many they take at most; null for no limit. */
  capacity: number | null;
  lastAssignedAt: Date | null;
}

/** All that decides who answers; gathered beforehand, so that the decision is the same for the same facts. */
export interface RouteFacts extends Matchable {
  now: Date;
  /** Who wrote the message that the person answered by Discord's “Reply”. */
  repliedTo: { agent: AgentName; messageId: string } | null;
  /** The conversation that is open, if it is somebody's. */
  owner: { agent: AgentName; number: number } | null;
  lastSender: { agent: AgentName; sentAt: Date } | null;
  leadOwner: AgentName | null;
  /** Those that are on, in their order. */
  rules: readonly RouteRule[];
  agents: readonly AvailableAgent[];
  /** Agents who take no new conversations just now; rules that name them are passed over. */
  pausedIds: readonly string[];
  mode: 'round-robin' | 'queue';
}

export type RouteStep =
  | 'reply'
  | 'open-conversation'
  | 'last-sender'
  | 'lead-owner'
  | 'rule'
  | 'round-robin'
  | 'unassigned'
  | 'person';

/** Why a conversation is whose it is; stored with it and shown. */
export interface RouteReason {
  step: RouteStep;
  agentId: string | null;
  agentName: string | null;
  ruleId: string | null;
  /** What the step rests on: ids, times (ISO 8601), numbers. */
  evidence: Record<string, string | number>;
  /** The same as a sentence. */
  sentence: string;
}

export interface Route {
  reason: RouteReason;
  /** What matching rules add. */
  tags: string[];
  priority: RulePriority | null;
}

const DAY_MS = 24 * 60 * 60_000;
const day = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * Who answers. In this order: the author of the very message that was replied to, the owner of the open conversation,
 * whoever wrote to the person last (30 days), the lead's owner, the first rule that matches and names somebody who has
 * not paused, the available agent with the least to do, nobody. Never makes anybody an agent.
 */
export function chooseRoute(facts: RouteFacts): Route {
  const matched = facts.rules.flatMap((rule) => {
    const evidence = matchRule(rule, facts);
    return evidence ? [{ rule, evidence }] : [];
  });
  const tags = [...new Set(matched.flatMap(({ rule }) => rule.tags))];
  const priority = matched.find(({ rule }) => rule.priority)?.rule.priority ?? null;
  return { reason: chooseReason(facts, matched), tags, priority };
}

type Matched = { rule: RouteRule; evidence: Record<string, string> }[];

function chooseReason(facts: RouteFacts, matched: Matched): RouteReason {
  const { repliedTo, owner, lastSender, leadOwner } = facts;
  if (repliedTo) {
    const { agent, messageId } = repliedTo;
    return reason('reply', agent, { messageId }, `They replied to a message that ${agent.name} wrote.`);
  }
  if (owner) {
    const { agent, number } = owner;
    return reason('open-conversation', agent, { number }, `#${number} is open, and it is ${agent.name}’s.`);
  }
  if (lastSender && facts.now.getTime() - lastSender.sentAt.getTime() <= LAST_SENDER_DAYS * DAY_MS) {
    const { agent, sentAt } = lastSender;
    const sentence = `${agent.name} wrote to them last, on ${day(sentAt)}.`;
    return reason('last-sender', agent, { sentAt: sentAt.toISOString() }, sentence);
  }
  if (leadOwner) return reason('lead-owner', leadOwner, {}, `${leadOwner.name} looks after this lead.`);
  const naming = matched.flatMap(({ rule, evidence }) =>
    rule.agent ? [{ rule, evidence, agent: rule.agent }] : [],
  );
  const ruled = naming.find(({ agent }) => !facts.pausedIds.includes(agent.id));
  const [first] = naming;
  const instead =
    first && first !== ruled
      ? `The rule “${first.rule.name}” names ${first.agent.name}, who has paused. `
      : '';
  if (ruled) {
    const { rule, evidence, agent } = ruled;
    const sentence = `${instead}The rule “${rule.name}” gives it to ${agent.name}: ${evidence.because}.`;
    return { ...reason('rule', agent, evidence, sentence), ruleId: rule.id };
  }
  const next = facts.mode === 'round-robin' ? leastBusy(facts.agents) : undefined;
  if (next) {
    const open = next.load === 1 ? '1 open conversation' : `${next.load} open conversations`;
    const sentence = `${instead}${next.name} had the least to do: ${open}.`;
    return reason('round-robin', next, { load: next.load }, sentence);
  }
  return reason('unassigned', null, { agentsOn: facts.agents.length }, `${instead}${nobody(facts)}`);
}

/** Least to do first; among equals whoever waited longest for one, then by id, so that it is never chance. */
export function leastBusy(agents: readonly AvailableAgent[]): AvailableAgent | undefined {
  const waited = (agent: AvailableAgent) => agent.lastAssignedAt?.getTime() ?? 0;
  return agents
    .filter(({ load, capacity }) => capacity === null || load < capacity)
    .toSorted((a, b) => a.load - b.load || waited(a) - waited(b) || (a.id < b.id ? -1 : 1))[0];
}

function nobody({ mode, agents }: RouteFacts): string {
  if (mode === 'queue') return 'Nobody was named, so it waits for whoever takes it.';
  if (agents.length === 0)
    return 'Nobody takes new conversations just now, so it waits for whoever takes it.';
  return 'Everybody who is on has as many conversations as they take, so it waits.';
}

function reason(
  step: RouteStep,
  agent: AgentName | null,
  evidence: RouteReason['evidence'],
  sentence: string,
): RouteReason {
  return {
    step,
    agentId: agent?.id ?? null,
    agentName: agent?.name ?? null,
    ruleId: null,
    evidence,
    sentence,
  };
}

/** The reason of a decision that a person made. */
export const byPerson = (agent: AgentName | null, by: string): RouteReason =>
  reason(
    'person',
    agent,
    { by },
    agent ? `${by} gave it to ${agent.name}.` : `${by} gave it back to the team.`,
  );
