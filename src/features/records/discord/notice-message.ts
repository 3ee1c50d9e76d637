import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed, messageLink } from '../../../discord/text.ts';
import type { RecordView } from '../signals.ts';
import { inert, kindOf } from './record-message.ts';

/** What a new record looks like in the channel that new records are posted to. */
export function newRecordMessage(record: RecordView, guildId: string): OutgoingMessage {
  const kind = kindOf(record.kind);
  const { details } = record.fields;
  const fields = [
    ...(record.machine ? [{ name: 'Machine', value: inert(record.machine.name), inline: true }] : []),
    ...kind.fields.flatMap(({ name, label }) => {
      const value = record.fields[name];
      return value && name !== 'details' ? [{ name: label, value: inert(value), inline: true }] : [];
    }),
    ...(record.channelId && record.messageId
      ? [
          {
            name: 'From',
            value: `[The message](${messageLink(guildId, record.channelId, record.messageId)}) in <#${record.channelId}>`,
            inline: false,
          },
        ]
      : []),
  ];
  return {
    embeds: [
      fitEmbed({
        title: `${kind.emoji} ${kind.title} #${record.number}: ${inert(record.title)}`,
        ...(details ? { description: inert(details) } : {}),
        color: kind.color,
        ...(fields.length > 0 ? { fields } : {}),
        footer: { text: `By ${record.createdByName}` },
        timestamp: record.createdAt,
      }),
    ],
  };
}
