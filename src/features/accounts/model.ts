/** How the account's side of a link was proven; `staff` is by hand, with a reason. */
export const LINK_METHODS = ['oauth2', 'code', 'signed-link', 'staff'] as const;
export type LinkMethod = (typeof LINK_METHODS)[number];

/** `needs-renewal`: Discord takes the tokens no longer; the link itself stays. */
export const TOKEN_STATES = ['good', 'needs-renewal'] as const;
export type TokenState = (typeof TOKEN_STATES)[number];

/** What is in the way of a link: the account is another person's, the person has another account, or both. */
export const TAKEN_SIDES = ['account', 'person', 'both'] as const;
export type TakenSide = (typeof TAKEN_SIDES)[number];

/**
 * `moved`: the account went to the person who asked, by staff’s word or because nothing stood in the way any more.
 * `kept`: all stayed as it was.
 */
export const CONFLICT_STATES = ['open', 'moved', 'kept'] as const;
export type ConflictState = (typeof CONFLICT_STATES)[number];

/** `exact`: letter by letter. `normalised`: equal after case, marks and punctuation are left out. */
export const MATCH_CONFIDENCES = ['exact', 'normalised'] as const;
export type MatchConfidence = (typeof MATCH_CONFIDENCES)[number];

export const PROPOSAL_STATES = ['open', 'accepted', 'dismissed'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Longest texts, in characters. */
export const MAX_ACCOUNT_ID = 200;
export const MAX_ACCOUNT_NAME = 100;
export const MAX_REASON = 300;
