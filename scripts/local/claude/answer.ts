import { suggestByRules } from '../../../src/features/records/suggest/rules.ts';
import { type FencedMessage, readConversation, readMachines } from './read-conversation.ts';
import { isObject, type MessagesRequest } from './request.ts';

/**
 * What the stand-in says: for a question about records, what keyword rules find in the fenced conversation; for any
 * other schema the emptiest value that fits; without a schema a sentence about itself. The same request, the same answer.
 */
export function answerFor(request: MessagesRequest): string {
  if (!request.schema) {
    return 'This is the local stand-in for Claude. It follows simple rules and understands nothing.';
  }
  const conversation = readConversation(request.texts[0] ?? '');
  const isAboutRecords = isObject(request.schema.properties) && 'suggestions' in request.schema.properties;
  if (conversation.length === 0 || !isAboutRecords) return JSON.stringify(emptiest(request.schema));
  return JSON.stringify({ suggestions: proposeRecords(conversation, request.system) });
}

function proposeRecords(conversation: FencedMessage[], system: string): unknown[] {
  const messages = conversation.map((message) => ({
    id: message.id,
    channelId: '',
    authorId: message.author,
    authorName: message.author,
    authorUsername: message.author,
    trusted: message.trusted,
    isBot: false,
    text: message.text,
    postedAt: message.at,
    repliesTo: message.repliesTo,
    isTarget: message.isTarget,
    attachments: [],
  }));
  return suggestByRules(messages, readMachines(system)).map((suggestion) => ({
    kind: suggestion.kind,
    title: suggestion.title,
    machine: suggestion.machineId ?? '',
    fields: suggestion.fields,
    evidence: suggestion.evidence.map(({ field, messageId, quote }) => ({
      field,
      message_id: messageId,
      quote,
      seen_in: 'text',
    })),
    depends_on: suggestion.parentPosition ?? 0,
  }));
}

function emptiest(schema: unknown): unknown {
  if (!isObject(schema)) return null;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.anyOf)) return emptiest(schema.anyOf[0]);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const properties = isObject(schema.properties) ? schema.properties : {};
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, emptiest(inner)]));
  }
  if (type === 'array') return [];
  if (type === 'string') return '';
  if (type === 'number' || type === 'integer') return 0;
  return type === 'boolean' ? false : null;
}
