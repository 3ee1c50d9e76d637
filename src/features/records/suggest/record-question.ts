import type { ContentBlockParam } from '@anthropic-ai/sdk/resources/messages/messages';
import type { Question } from '../../../ai/claude.ts';
import { recordKinds } from '../kinds.ts';
import type { ConversationMessage } from '../suggestion.ts';
import { Answer, answerSchema } from './answer-schema.ts';
import type { ListedMachine } from './machine-list.ts';
import type { Picture } from './pictures.ts';
import { conversationPrompt, newFenceCode, systemPrompt } from './prompt.ts';

/** What Claude is asked about a conversation. The answer's items go through `checkAnswer` before anybody sees them. */
export function recordQuestion(
  conversation: readonly ConversationMessage[],
  machines: readonly ListedMachine[],
  pictures: readonly Picture[],
): Question<typeof Answer> {
  return {
    system: systemPrompt(recordKinds, machines),
    content: questionContent(conversation, pictures),
    jsonSchema: answerSchema(recordKinds, machines),
    shape: Answer,
  };
}

/** The fenced conversation, then each picture under a line that says whose it is. */
function questionContent(
  conversation: readonly ConversationMessage[],
  pictures: readonly Picture[],
): ContentBlockParam[] {
  const text = conversationPrompt(conversation, newFenceCode());
  return [
    { type: 'text', text },
    ...pictures.flatMap(({ messageId, block }): ContentBlockParam[] => [
      { type: 'text', text: `Picture of message ${messageId}:` },
      block,
    ]),
  ];
}
