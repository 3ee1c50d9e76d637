import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { fitEmbed } from '../../../discord/text.ts';
import { readRecord } from '../read-record-signal.ts';
import { newRecordMessage } from './notice-message.ts';
import { inert } from './record-message.ts';

/** What happened to a record, in a channel that asked for it: the record's embed under a line that says what. */
export function recordSignalMessage(signal: Signal, title: string): OutgoingMessage {
  const record = readRecord(signal);
  const [embed = {}] = newRecordMessage(record, signal.guildId).embeds ?? [];
  const fields = [...(embed.fields ?? []), ...extraFields(signal.data)];
  return {
    embeds: [
      fitEmbed({
        ...embed,
        author: { name: title },
        timestamp: signal.createdAt,
        ...(fields.length > 0 ? { fields } : {}),
      }),
    ],
  };
}

function extraFields(data: Record<string, unknown>): { name: string; value: string; inline: boolean }[] {
  const { reason, comment } = data;
  const body = comment && typeof comment === 'object' && 'body' in comment ? comment.body : undefined;
  const texts: [string, unknown][] = [
    ['Reason', reason],
    ['Comment', body],
  ];
  return texts.flatMap(([name, text]) =>
    typeof text === 'string' && text !== '' ? [{ name, value: inert(text), inline: false }] : [],
  );
}
