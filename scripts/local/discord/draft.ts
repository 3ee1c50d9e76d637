import { PARSE_ALL } from './validation/mentions.ts';
import type { MessageDraft } from './validation/message.ts';

/** A draft with nothing in it, for messages that Discord itself writes (pins, thread starters). */
export function emptyDraft(content?: string): MessageDraft {
  return {
    content,
    embeds: undefined,
    components: undefined,
    attachments: undefined,
    flags: undefined,
    tts: false,
    nonce: null,
    enforceNonce: false,
    reference: null,
    allowedMentions: { ...PARSE_ALL, replied_user: false },
    poll: null,
  };
}
