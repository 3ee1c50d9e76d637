/** `ending`: takes its roles back and is gone when the last one is. */
export const RULE_STATES = ['active', 'paused', 'ending'] as const;
export type RuleState = (typeof RULE_STATES)[number];

/** `manual`: given by hand; known, told once if the person lacks the standing, and left alone. */
export const GRANT_STATES = ['pending', 'held', 'waived', 'manual'] as const;
export type GrantState = (typeof GRANT_STATES)[number];

export const RUN_KINDS = ['manual', 'scheduled', 'reaction', 'undo'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const RUN_STATES = ['running', 'done'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Why a role is given (`gained`, `repair`, `restored`) or taken (`lost`, `undone`). */
export const CHANGE_CAUSES = ['gained', 'repair', 'restored', 'lost', 'undone'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

export const isAdding = (cause: ChangeCause): boolean => cause !== 'lost' && cause !== 'undone';

/** `superseded`: a later plan took its place before it was done. */
export const CHANGE_STATES = ['planned', 'done', 'failed', 'superseded'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];
