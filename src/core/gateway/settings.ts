import { defineSettings, switchField } from '../settings/definition.ts';

export const LISTEN = 'listen';

/** Whether Guildhall listens to a server. When no server is left to listen to, it closes its connection. */
export const listenSettings = defineSettings('gateway', {
  [LISTEN]: switchField({
    title: 'Listen to this server',
    help: 'Off: messages, joins and reactions here are not looked at. Commands and buttons go on working.',
    default: true,
  }),
});
