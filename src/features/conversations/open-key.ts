/** Talks that begin with a direct message are the inbox's. */
export const INBOX = 'inbox';

/** One person has one open conversation in the inbox; other features may have several, and say their own key. */
export const openKeyFor = (feature: string, personId: string): string | null =>
  feature === INBOX ? `dm:${personId}` : null;
