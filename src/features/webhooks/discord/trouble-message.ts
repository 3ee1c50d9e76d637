import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { EndpointKind } from '../../../core/webhooks/tables.ts';
import { escapeMarkdown, fitEmbed, inertMentions } from '../../../discord/text.ts';
import { button, missedWords, row } from './endpoint-message.ts';

/** What people are told of an endpoint. */
export interface Trouble {
  signalId: string;
  type: string;
  endpointId: string | null;
  name: string;
  kind: EndpointKind;
  /** A sentence. */
  reason: string | null;
  attempts?: number;
  failed?: number;
  missed?: number;
}

const RED = 0xed4245;
const YELLOW = 0xfee75c;
const GREEN = 0x57f287;

/**
 * Says what happened and what to do about it. `offers` adds a button that sends what was missed; not for direct
 * messages, where nobody's rights are known.
 */
export function troubleMessage(trouble: Trouble, { offers }: { offers: boolean }): OutgoingMessage {
  const name = inertMentions(escapeMarkdown(trouble.name));
  const reason = trouble.reason ? inertMentions(escapeMarkdown(trouble.reason)) : '';
  switch (trouble.type) {
    case 'webhook.endpoint-failing': {
      const share = `${trouble.failed} of ${trouble.attempts} tries of the last 24 hours failed.`;
      return embed(
        `⚠️ Webhook “${name}” is failing`,
        `${share}\n${reason}\nAfter five days without success it is switched off.`,
        YELLOW,
      );
    }
    case 'webhook.endpoint-recovered': {
      const missed = trouble.missed ?? 0;
      const words = missed > 0 ? missedWords(trouble.kind, missed) : 'Nothing was missed.';
      const how = offers ? '' : 'Send them by `/webhook recover` in the server, in the dashboard or by API.';
      const told = embed(
        `✅ Webhook “${name}” answers again`,
        `It is switched on. ${words} ${missed > 0 ? how : ''}`,
        GREEN,
      );
      const id = missed > 0 && offers ? trouble.endpointId : null;
      return id ? { ...told, components: row(button('recover', 'Send what was missed', 1, id)) } : told;
    }
    case 'webhook.notice-refused':
      return embed(`🛑 “${name}” can't be posted`, reason, RED);
    default:
      return embed(
        `🛑 Webhook “${name}” was switched off`,
        `${reason}\nWhat happens from now on is kept and can be sent later.`,
        RED,
      );
  }
}

const embed = (title: string, description: string, color: number): OutgoingMessage => ({
  embeds: [fitEmbed({ title, description: description.replace(/\n+/g, '\n').trim(), color })],
});
