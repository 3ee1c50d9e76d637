import type { FirstStep, PageRequest } from '../../../core/web/page.ts';

/** How a server comes to its first record. */
export const recordsFirstSteps = (page: Pick<PageRequest, 'can'>): FirstStep[] => [
  {
    title: 'Turn a message into a record',
    words:
      'In Discord, right-click a message → Apps → Add to records. Guildhall suggests what to save, and you decide.',
  },
  ...(page.can('records:manage')
    ? [
        {
          title: 'Add what you look after',
          words: 'Records can then say which machine they are about.',
          link: { path: '/machines/new', title: 'Add a machine' },
        },
      ]
    : []),
  ...(page.can('hub:settings')
    ? [
        {
          title: 'Let a channel hear of new records',
          words: 'Give Guildhall the address of a channel webhook.',
          link: { path: '/settings/records', title: 'Set the webhook' },
        },
      ]
    : []),
];
