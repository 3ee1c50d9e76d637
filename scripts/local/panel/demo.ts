import type { Fleet } from './fleet.ts';

const HOUR_MS = 60 * 60_000;

/** Customers of the demo with their servers. */
export const DEMO_ACCOUNTS = {
  hana: { id: 'cus_hana', name: 'Hana’s Arcade' },
  emil: { id: 'cus_emil', name: 'Emil & Friends' },
} as const;

export function seedFleet(fleet: Fleet): void {
  const since = (hours: number) => Date.now() - hours * HOUR_MS;
  const { hana, emil } = DEMO_ACCOUNTS;
  fleet.add({ id: 'srv-lobby', name: 'Lobby', accountId: hana.id, stateAt: since(29), playersOnline: 7 });
  fleet.add({
    id: 'srv-tournament',
    name: 'Tournament',
    accountId: hana.id,
    state: 'offline',
    stateAt: since(50),
  });
  fleet.add({
    id: 'srv-creative',
    name: 'Creative',
    accountId: emil.id,
    stateAt: since(70),
    playersOnline: 2,
    playersMost: 10,
  });
}
