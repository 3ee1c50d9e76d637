import type { AgentName } from './route.ts';

/** What a rule looks for: any of the words or phrases, a role, being in this server or not, or no longer. */
export type RuleMatch =
  | { kind: 'keyword'; words: string[] }
  | { kind: 'role'; roleId: string }
  | { kind: 'guild'; isMember: boolean };

export const RULE_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type RulePriority = (typeof RULE_PRIORITIES)[number];

export interface RouteRule {
  id: string;
  name: string;
  match: RuleMatch;
  /** Null for a rule that only adds tags or a priority. */
  agent: AgentName | null;
  tags: readonly string[];
  priority: RulePriority | null;
}

/** What rules are matched against. */
export interface Matchable {
  text: string;
  /** Roles of the person in this server. */
  roleIds: readonly string[];
  /** Whether they are in this server. */
  isMember: boolean;
}

/** What made the rule fit, `because` being the end of a sentence; nothing when it does not fit. */
export function matchRule({ match }: RouteRule, facts: Matchable): Record<string, string> | undefined {
  switch (match.kind) {
    case 'keyword': {
      const word = match.words.find((one) => holdsWord(facts.text, one));
      return word === undefined ? undefined : { word, because: `the message says “${word}”` };
    }
    case 'role':
      return facts.roleIds.includes(match.roleId)
        ? { roleId: match.roleId, because: 'they have the role' }
        : undefined;
    case 'guild':
      if (facts.isMember !== match.isMember) return undefined;
      return { because: match.isMember ? 'they are in this server' : 'they are not in this server' };
  }
}

/** Whole words only, in any script and in any case: `art` is not in `start`. */
function holdsWord(text: string, word: string): boolean {
  const wanted = fold(word);
  const given = fold(text);
  for (let at = given.indexOf(wanted); wanted !== '' && at >= 0; at = given.indexOf(wanted, at + 1)) {
    const before = given.slice(0, at).match(/[\p{L}\p{N}_]$/u);
    const after = given.slice(at + wanted.length).match(/^[\p{L}\p{N}_]/u);
    if (!before && !after) return true;
  }
  return false;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
