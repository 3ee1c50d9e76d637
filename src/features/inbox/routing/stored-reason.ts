import type { RouteReason as StoredReason } from '../../conversations/public.ts';
import type { RouteReason } from './route.ts';

/** The reason as conversations keep it: the rule's id, or else the name of the step. */
export const storedReason = (reason: RouteReason): StoredReason => ({
  rule: reason.ruleId ?? reason.step,
  text: reason.sentence,
  evidence: {
    ...reason.evidence,
    step: reason.step,
    ...(reason.agentId ? { agentId: reason.agentId } : {}),
  },
});
