import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { escapeMarkdown, fitEmbed, inertMentions } from '../../../discord/text.ts';

/** What people are told of an endpoint. */
export interface Trouble {
  signalId: string;
  type: string;
  endpointId: string | null;
  name: string;
  /** A sentence. */
  reason: string | null;
  attempts?: number;
  failed?: number;
  missed?: number;
}

const RED = 0xed4245;
const YELLOW = 0xfee75c;
const GREEN = 0x57f287;

/** Says what happened and what to do about it. */
export function troubleMessage(trouble: Trouble): OutgoingMessage {
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
    case 'webhook.endpoint-recovered':
      return embed(
        `✅ Webhook “${name}” answers again`,
        `It is switched on. ${trouble.missed} events were missed; recover them in the dashboard or by API.`,
        GREEN,
      );
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
