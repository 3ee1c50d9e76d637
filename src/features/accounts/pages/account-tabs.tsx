import type { PageRequest } from '../../../core/web/page.ts';

const TABS = [
  { path: '/accounts', title: 'Links' },
  { path: '/accounts/conflicts', title: 'Conflicts' },
  { path: '/accounts/proposals', title: 'Proposals' },
] as const;

/** The parts of what staff see of accounts. */
export const AccountTabs = ({ page, here }: { page: PageRequest; here: (typeof TABS)[number]['path'] }) => (
  <nav class="tabs" aria-label="Accounts">
    {TABS.map(({ path, title }) => (
      <a href={`${page.base}${path}`} aria-current={path === here ? 'page' : undefined}>
        {title}
      </a>
    ))}
  </nav>
);
