import type { Child } from 'hono/jsx';
import { PageHeader } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';

const TABS = [
  { path: '/tickets', title: 'List', manage: false },
  { path: '/tickets/board', title: 'Board', manage: false },
  { path: '/tickets/statistics', title: 'Statistics', manage: false },
  { path: '/tickets/transcripts', title: 'Transcripts', manage: false },
  { path: '/inbox/replies', title: 'Replies', manage: false },
  { path: '/tickets/categories', title: 'Categories', manage: true },
  { path: '/tickets/panels', title: 'Panels', manage: true },
  { path: '/tickets/hours', title: 'Hours', manage: true },
  { path: '/tickets/limits', title: 'Limits', manage: false },
  { path: '/tickets/import', title: 'Import', manage: true },
] as const;

export type TabPath = (typeof TABS)[number]['path'];

/** The heading of the pages of tickets, with the way to the others. */
export const TicketTabs = (props: {
  page: PageRequest;
  here: TabPath;
  title: string;
  lead?: Child;
  children?: Child;
}) => {
  const { page, here } = props;
  return (
    <>
      <PageHeader title={props.title} lead={props.lead}>
        {props.children}
      </PageHeader>
      <nav class="tabs" aria-label="Tickets">
        {TABS.filter(({ manage }) => !manage || page.can('tickets:manage')).map(({ path, title }) => (
          <a href={`${page.base}${path}`} aria-current={path === here ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </>
  );
};
