import type { Child } from 'hono/jsx';
import { Card, PageHeader } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listFailedWork } from '../actions/retry-work.ts';
import { type Finding, readFindings } from './findings.ts';
import { FindingList } from './health-page.tsx';

/** How the server is doing: what needs somebody, then what each feature has to tell. */
export async function overviewPage(page: PageRequest): Promise<PageView> {
  const [needed, parts] = await Promise.all([
    page.can('hub:settings') ? needsAttention(page) : [],
    featureParts(page),
  ]);
  return {
    title: 'Overview',
    body: (
      <>
        <PageHeader title={page.guild.name} lead={`Hello ${page.viewer.name}. This is how things stand.`} />
        {needed.length > 0 && (
          <Card title="Needs somebody" aside={<a href={`${page.base}/health`}>Health</a>}>
            <FindingList findings={needed} />
          </Card>
        )}
        {parts.length > 0 ? parts : <FirstSteps page={page} />}
      </>
    ),
  };
}

async function needsAttention(page: PageRequest): Promise<Finding[]> {
  const [{ findings }, failed] = await Promise.all([
    readFindings(page.ctx, page.base),
    listFailedWork(page.ctx),
  ]);
  const work: Finding[] =
    failed.length === 0
      ? []
      : [
          {
            title:
              failed.length === 1 ? 'One piece of work failed' : `${failed.length} pieces of work failed`,
            state: 'degraded',
            words: 'They wait for somebody to run them again.',
            link: { href: `${page.base}/failed`, title: 'Failed work' },
          },
        ];
  return [...findings.filter(({ state }) => state !== 'ok'), ...work];
}

async function featureParts(page: PageRequest): Promise<Child[]> {
  const parts = await Promise.all(
    page.ctx.runtime.registry.features.map(async ({ pages }) => (await pages?.())?.overview?.(page)),
  );
  return parts.filter((part) => part != null);
}

/** For a server where nothing has happened yet. */
const FirstSteps = ({ page }: { page: PageRequest }) => {
  const steps: { title: string; words: string; link?: { href: string; title: string } }[] = [
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
            link: { href: `${page.base}/machines/new`, title: 'Add a machine' },
          },
        ]
      : []),
    ...(page.can('hub:settings')
      ? [
          {
            title: 'Say who is staff',
            words: 'Staff may add machines and keep the roster.',
            link: { href: `${page.base}/settings/access`, title: 'Choose staff roles' },
          },
          {
            title: 'Let a channel hear of new records',
            words: 'Give Guildhall the address of a channel webhook.',
            link: { href: `${page.base}/settings/records`, title: 'Set the webhook' },
          },
        ]
      : []),
  ];
  return (
    <Card title="First steps">
      <ol class="checklist">
        {steps.map(({ title, words, link }) => (
          <li>
            <span class="dot" />
            <div>
              <h3>{title}</h3>
              <p>
                {words} {link && <a href={link.href}>{link.title}</a>}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
};
