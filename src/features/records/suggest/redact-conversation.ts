import { redact } from '../../../core/log.ts';
import type { ConversationMessage } from '../suggestion.ts';

/** All bounded, because whoever writes a message chooses what these run over. */
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
/** International or with a leading zero or area code; part numbers and Discord ids have neither. */
const PHONE =
  /(?<![\p{L}\p{N}#/-])(?:\+\d{1,3}[\s./-]?|\(\d{2,5}\)[\s./-]?|0\d{1,4}[\s./-]?)(?:\d[\s./-]?){5,12}\d(?!\p{L})|(?<![\p{N}-])\d{3}[-. ]\d{3}[-. ]\d{4}(?![\p{N}-])/gu;

/**
 * The conversation as it may be kept: no e-mail addresses, phone numbers or credentials in the texts, and addresses of
 * files without the signature that opens them. Evidence that quotes such a detail no longer matches the kept text.
 */
export function redactConversation(conversation: readonly ConversationMessage[]): ConversationMessage[] {
  return conversation.map((message) => ({
    ...message,
    text: redactText(message.text),
    attachments: message.attachments.map((attachment) => ({
      ...attachment,
      url: attachment.url.replace(/[?#].*$/s, ''),
    })),
  }));
}

const redactText = (text: string): string =>
  redact(text).replace(SIGNED_URL, '$1').replace(EMAIL, '[e-mail]').replace(PHONE, '[phone]');

/** Discord's CDN opens a file to whoever has the query. */
const SIGNED_URL = /(https?:\/\/[^\s?]{1,500})\?(?:[^\s]{0,500}&)?(?:ex|is|hm)=[^\s)>\]]*/g;
