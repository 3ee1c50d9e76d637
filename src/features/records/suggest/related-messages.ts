import type { ConversationMessage } from '../suggestion.ts';

/** How long before a message people may already have been talking of the same thing. */
const RELATED_MS = 30 * 60_000;
const RELATED_MESSAGES = 10;

type Conversation = readonly ConversationMessage[];

/** What a message answers, and what that answers, nearest first. */
export function answeredBy(conversation: Conversation, message: ConversationMessage): ConversationMessage[] {
  const byId = new Map(conversation.map((each) => [each.id, each]));
  const chain: ConversationMessage[] = [];
  for (
    let next = byId.get(message.repliesTo ?? '');
    next && next !== message && !chain.includes(next);
    next = byId.get(next.repliesTo ?? '')
  ) {
    chain.push(next);
  }
  return chain;
}

/** What was said shortly before a message, nearest first. */
export function saidBefore(conversation: Conversation, message: ConversationMessage): ConversationMessage[] {
  const at = Date.parse(message.postedAt);
  return conversation
    .slice(0, conversation.indexOf(message))
    .filter(({ postedAt }) => at - Date.parse(postedAt) <= RELATED_MS)
    .slice(-RELATED_MESSAGES)
    .reverse();
}
