/**
 * For servers on this machine: connections are closed by who opened them. A server that closes one after some silence may do
 * so while a request is on its way, which then fails; a busy machine meets that often.
 */
export const UNTIL_THE_CLIENT_CLOSES = { keepAliveTimeout: 0 };
