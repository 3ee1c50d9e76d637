/** Where Discord posts the events of the application, below the address of the Worker. */
export const EVENTS_PATH = '/discord/events';
