import type { Notice } from '../../core/signals/signal.ts';
import { recordsSettings } from './settings.ts';

/** Which switch stands for which kind. A kind without one is posted as long as posting is on at all. */
const switches = { log: 'postLogs', problem: 'postProblems', part: 'postParts' } as const;
const isSwitched = (kind: string): kind is keyof typeof switches => Object.hasOwn(switches, kind);

/** Posts to the guild's webhook. Which records are posted is decided when they are made, where to when they are sent. */
export const recordNotices: Record<string, Notice> = {
  'record.created': {
    title: 'New record',
    async message(signal, ctx) {
      const [{ readRecord }, { newRecordMessage }] = await Promise.all([
        import('./read-record-signal.ts'),
        import('./discord/notice-message.ts'),
      ]);
      const settings = await ctx.settings(recordsSettings);
      const record = readRecord(signal);
      if (!settings.outbound || !settings.webhookUrl) return undefined;
      if (isSwitched(record.kind) && !settings[switches[record.kind]]) return undefined;
      if (record.messageId && record.channelId && !settings.postBack) {
        const { webhookChannel } = await import('./webhook-channel.ts');
        if ((await webhookChannel(ctx, settings.webhookUrl)) === record.channelId) return undefined;
      }
      return newRecordMessage(record, ctx.guildId);
    },
    webhookUrl: async (ctx) => (await ctx.settings(recordsSettings)).webhookUrl,
  },
};
