import type { GuildChoice } from '../../core/notifications/kind.ts';

/** What people call a place to be told at. */
export const CHANNEL_WORDS: Readonly<Record<GuildChoice, string>> = {
  dm: 'Direct message',
  channel: 'Channel',
  dashboard: 'Dashboard',
  none: 'Nowhere',
  off: 'Switched off',
};

export const CHANNEL_HELP: Readonly<Record<Exclude<GuildChoice, 'off'>, string>> = {
  dm: 'The bot writes to you.',
  channel: 'A post in the channel of the server that pings only you.',
  dashboard: 'A notice in the dashboard, and in your browser if you allow it.',
  none: 'You are not told.',
};
