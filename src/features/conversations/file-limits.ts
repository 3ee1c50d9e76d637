/** What is kept of one file, in bytes: a Worker has 128 MB of memory. */
export const KEPT_BYTES = 25 * 1024 * 1024;
