/** Who a Discord user is in the organisation's own system, for features that serve its customers. */
export {
  type AccountLink,
  findLinkByAccount,
  findLinkByUser,
  findLinksByAccounts,
  NotLinkedError,
  requireLink,
} from './find-link.ts';
