import type { Fleet } from './fleet.ts';

/** Customers of the demo with their servers. */
export const DEMO_ACCOUNTS = {
  hana: { id: 'cus_hana', name: 'Hana’s Arcade' },
  emil: { id: 'cus_emil', name: 'Emil & Friends' },
} as const;

export function seedFleet(fleet: Fleet): void {
  const { hana, emil } = DEMO_ACCOUNTS;
  fleet.add({ id: 'srv-lobby', name: 'Lobby', accountId: hana.id, playersOnline: 7 });
  fleet.add({ id: 'srv-tournament', name: 'Tournament', accountId: hana.id, state: 'offline' });
  fleet.add({ id: 'srv-creative', name: 'Creative', accountId: emil.id, playersOnline: 2, playersMost: 10 });
}
