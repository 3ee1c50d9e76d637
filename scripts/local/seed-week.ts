import { demo } from './discord/seed.ts';
import type { SeedCall } from './seed-tickets.ts';

const HOUR_MS = 60 * 60_000;
const at = (hoursAhead: number) => new Date(Date.now() + hoursAhead * HOUR_MS).toISOString();
const { users, channels } = demo;

/** What an ordinary week leaves behind in the demo server: notices of each kind and tickets in each state. Once. */
export async function seedWeek(call: SeedCall): Promise<void> {
  const { notices } = (await call('GET', '/notices')) as { notices: unknown[] };
  if (notices.length > 0) return;
  const { status, maintenance, billing, alerts } = channels;
  const values = {
    statusChannel: status,
    maintenanceChannel: maintenance,
    billingChannel: billing,
    alertChannel: alerts,
  };
  await call('PATCH', '/settings/notices', { values });
  await Promise.all([seedNotices(call), seedWeekTickets(call)]);
}

async function seedNotices(call: SeedCall): Promise<void> {
  const incident = await raise(call, 'status', {
    title: 'The ticket shop answers slowly',
    message: 'Orders go through, but take up to a minute. We are looking for the reason.',
    impact: 'minor',
    affected: ['Ticket shop'],
  });
  await call('POST', `/notices/${incident}/updates`, {
    state: 'identified',
    message: 'The database is short of memory. More is on its way.',
  });
  await raise(call, 'maintenance', {
    title: 'New disks for the game servers',
    message: 'Lobby and Tournament are off while the disks are changed. Worlds and scores stay.',
    startsAt: at(20),
    endsAt: at(21),
    affected: ['Lobby', 'Tournament'],
    servers: ['srv-lobby', 'srv-tournament'],
  });
  await raise(call, 'billing', {
    amount: '49.00',
    type: 'invoice',
    description: 'Lobby and Tournament, December',
    customerId: users.hana.id,
  });
  await raise(call, 'billing', {
    amount: '12.50',
    type: 'payment',
    description: 'Creative, November',
    customerId: users.emil.id,
  });
  await raise(call, 'alerts', {
    title: 'No backup of the game servers since yesterday',
    message: 'The nightly run ended without a file. Look at the disk of the backup machine.',
    severity: 'warning',
    source: 'backup monitor',
    key: 'backup',
  });
}

async function raise(call: SeedCall, kind: string, body: object): Promise<string> {
  return ((await call('POST', `/notices/${kind}`, body)) as { id: string }).id;
}

async function seedWeekTickets(call: SeedCall): Promise<void> {
  const [display, slow, hall, scarf] = [
    await open(call, users.hana.id, 'Display of Sea Serpent shows half the score', {
      message: 'The right half is dark since yesterday.',
      category: 'Repairs',
      answers: { machine: 'Sea Serpent', what: 'The right half of the display is dark since yesterday.' },
    }),
    await open(call, users.emil.id, 'Creative is slow in the evening', {
      message: 'From eight o’clock on it takes seconds to place a block.',
    }),
    await open(call, users.ivo.id, 'Can I rent the hall for a birthday?', {
      message: 'We would be about thirty, on a Sunday.',
    }),
    await open(call, users.gus.id, 'Lost a scarf on Friday', {
      message: 'Red, with a small robot on it.',
    }),
  ];
  await call('PATCH', `/tickets/${display}`, { priority: 'urgent', tags: ['display'] });
  await call('POST', `/tickets/${display}/notes`, { content: 'The same ribbon cable as in May, I think.' });

  await call('POST', `/tickets/${slow}/assign`, { assigneeId: users.bruno.id });
  await answer(call, slow, users.bruno.id, 'Thank you, Emil. I am moving it to a quieter machine tonight.');
  await call('PATCH', `/tickets/${slow}`, { status: 'in_progress' });

  await answer(call, hall, users.dora.id, 'Gladly! Which Sunday do you have in mind, and from when to when?');
  await call('PATCH', `/tickets/${hall}`, { status: 'waiting' });

  await answer(call, scarf, users.dora.id, 'It lies behind the counter with your name on it.');
  await call('POST', `/tickets/${scarf}/close`, { reason: 'Found' });
}

async function open(call: SeedCall, personId: string, subject: string, more: object): Promise<string> {
  return ((await call('POST', '/tickets', { personId, subject, ...more })) as { id: string }).id;
}

const answer = (call: SeedCall, ticket: string, agentId: string, content: string) =>
  call('POST', `/tickets/${ticket}/messages`, { content, agentId });
