export { keepClock } from './clocks/keep-clock.ts';
export { recount } from './clocks/recount.ts';
export { sweepClocks } from './clocks/sweep-clocks.ts';
export { afterClose } from './closing/after-close.ts';
export { postCloseRequest } from './closing/close-request.ts';
export { runImport } from './portable/run-import.ts';
export { dropUndecided } from './portable/take-file.ts';
