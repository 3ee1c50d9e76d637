/** Announcing a maintenance, and hearing of it, for features that know whom it concerns. */
export { previewNotice } from './actions/draft-notice.ts';
export { raiseNotice } from './actions/raise-notice.ts';
export { AFFECTED_MAX_LENGTH, MESSAGE_MAX_LENGTH, MOST_AFFECTED, TITLE_MAX_LENGTH } from './limits.ts';
export { readInstant } from './read-words.ts';
export { noticesSettings } from './settings.ts';
export { serversOfMaintenance, tellOfNotice } from './tell-of-notices.ts';
