/** A call of the product's own API; undefined where it says that this is there already. */
export type SeedCall = (method: string, path: string, body?: unknown) => Promise<unknown>;

const KINDS = [
  {
    name: 'Repairs',
    description: 'A machine that you play or own does not work',
    form: [
      {
        id: 'machine',
        label: 'Which machine?',
        style: 'short',
        required: true,
        placeholder: 'Galaxy Runner',
      },
      { id: 'what', label: 'What does it do?', style: 'long', required: true },
      {
        id: 'when',
        label: 'How often?',
        style: 'select',
        required: false,
        options: ['Always', 'Sometimes', 'Once'],
      },
    ],
  },
  { name: 'Questions', description: 'Opening hours, ideas, lost things', form: [] },
];

/** Two kinds of tickets and a panel in the support channel, once. */
export async function seedTickets(call: SeedCall, channelId: string): Promise<void> {
  await call('PATCH', '/settings/tickets', { values: { channel: channelId } });
  const categoryIds: string[] = [];
  for (const kind of KINDS) {
    const made = (await call('POST', '/tickets/categories', kind)) as { id: string } | undefined;
    if (made) categoryIds.push(made.id);
  }
  if (categoryIds.length < KINDS.length) return;
  await call('POST', '/tickets/panels', {
    channelId,
    title: 'How can we help?',
    text: 'Choose what it is about. Only you and the team will see it.',
    categoryIds,
  });
}
