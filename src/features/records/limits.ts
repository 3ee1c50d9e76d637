/** Apart from the queries, so that declaring a command does not load the database code. */
export const MACHINE_NAME_MAX_LENGTH = 80;
