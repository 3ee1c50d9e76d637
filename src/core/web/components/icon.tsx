import type { IconName } from '../page.ts';

const paths: Record<
  IconName | 'attach' | 'clock' | 'check' | 'warning' | 'plus' | 'search' | 'menu' | 'arrow',
  string
> = {
  home: 'M3 10.500 12 4l9 6.500V20a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z',
  tickets: 'M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM14 7v10',
  inbox: 'M4 5h16v10.500l-4 3.500H4zM4 13h4.500l1.500 2.500h4L15.500 13H20',
  records: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  machines: 'M4 7h16v10H4zM8 17v3M16 17v3M8 11h3M14 11h2',
  servers: 'M4 4h16v7H4zM4 13h16v7H4zM7.500 7.500h1M7.500 16.500h1M12 7.500h5M12 16.500h5',
  announcements: 'M4 10v4h3l8 4V6L7 10zM18 9.500c1.300 1.300 1.300 3.700 0 5M8 14l1 5h2',
  notices: 'M6 18v-5a6 6 0 0 1 12 0v5zM4 21h16M12 4V2M4.500 7 3.200 5.700M19.500 7l1.300-1.300',
  webhooks:
    'M7 18a3 3 0 1 1 2.500-4.600L13 7M12 4a3 3 0 1 1-1.500 5.600l3.500 5.900M17 20a3 3 0 1 0-2.600-4.500H8',
  notifications: 'M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4',
  privacy: 'M12 3 5 6v5c0 4.500 3 8.200 7 10 4-1.800 7-5.500 7-10V6zM9 12l2 2 4-4',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-3.300 2.700-6 6-6s6 2.700 6 6M16 4.500a3.500 3.500 0 0 1 0 6.500M17.500 14.300c2.100.8 3.500 3 3.500 5.700',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.500-4 3.500-6 7.500-6s7 2 7.500 6',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  audit: 'M12 8v4l3 2M3.500 12a8.500 8.500 0 1 0 2.600-6.100L3.500 8.500M3.500 4v4.500H8',
  keys: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 12l9-9M16 7l3 3M14 9l2 2',
  failed:
    'M12 4v4M12 16v4M4 12h4M16 12h4M6.500 6.500l2.500 2.500M15 15l2.500 2.500M17.500 6.500 15 9M9 15l-2.500 2.500',
  health: 'M3 12h4l2.500-6 4 12 2.500-6h5',
  attach:
    'M19 11.500 11.500 19a4.200 4.200 0 0 1-6-6L13 5.500a2.800 2.800 0 0 1 4 4L9.800 16.700a1.400 1.400 0 0 1-2-2L14.500 8',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500V12l3 2',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  warning: 'M12 4 2.500 20h19zM12 10v4.500M12 17.300v.2',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.500 4.500',
  menu: 'M4 7h16M4 12h16M4 17h16',
  arrow: 'M9 6l6 6-6 6',
};

/** Drawn beside words, never instead of them: hidden from screen readers. */
export const Icon = ({ name }: { name: keyof typeof paths }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      d={paths[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.750"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" class="logo-back" />
    <path
      d="M16 6 6 12v2h20v-2zM8 16h3v7H8zm6.500 0h3v7h-3zm6.500 0h3v7h-3zM6 24h20v2H6z"
      class="logo-front"
    />
  </svg>
);
