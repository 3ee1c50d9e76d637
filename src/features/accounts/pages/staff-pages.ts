/** What staff see and do, in one module to load. */
export { conflictsPage, submitSettle } from './conflicts-page.tsx';
export { linkByHandPage, submitLinkByHand } from './link-by-hand-page.tsx';
export { linkListPage } from './link-list-page.tsx';
export { linkPage, submitUnlinkOther } from './link-page.tsx';
export { proposalsPage, submitProposal } from './proposals-page.tsx';
