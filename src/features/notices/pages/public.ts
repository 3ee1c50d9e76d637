/** How a notice is shown, for features that announce something. */
export { DrawnNotice } from './notice-parts.tsx';
