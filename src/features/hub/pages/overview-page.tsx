import type { Child } from 'hono/jsx';
import { Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { type Stat, Stats } from '../../../core/web/components/stats.tsx';
import type { FirstStep, PageRequest, PageView } from '../../../core/web/page.ts';
import { listFailedWork } from '../actions/retry-work.ts';
import { type Finding, readFindings } from './findings.ts';
import { FindingList } from './health-page.tsx';
import { missingSetup } from './setup-page.tsx';

/** How the server is doing: what needs somebody, then what each feature has to tell. */
export async function overviewPage(page: PageRequest): Promise<PageView> {
  const [needed, setup, waiting, parts] = await Promise.all([
    page.can('hub:settings') ? needsAttention(page) : [],
    page.can('hub:settings') ? missingSetup(page) : null,
    whatWaits(page),
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
        {waiting.length > 0 && <Stats base={page.base} stats={waiting} />}
        {setup}
        {waiting.length + parts.length > 0 ? (
          parts
        ) : (
          <FirstSteps base={page.base} steps={await firstSteps(page)} />
        )}
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

async function whatWaits(page: PageRequest): Promise<Stat[]> {
  const stats = await Promise.all(
    page.ctx.runtime.registry.features.map(async ({ pages }) => (await pages?.())?.waiting?.(page) ?? []),
  );
  return stats.flat();
}

async function featureParts(page: PageRequest): Promise<Child[]> {
  const parts = await Promise.all(
    page.ctx.runtime.registry.features.map(async ({ pages }) => (await pages?.())?.overview?.(page)),
  );
  return parts.filter((part) => part != null);
}

async function firstSteps(page: PageRequest): Promise<FirstStep[]> {
  const steps = await Promise.all(
    page.ctx.runtime.registry.features.map(async ({ pages }) => (await pages?.())?.firstSteps?.(page) ?? []),
  );
  return steps.flat();
}

const FirstSteps = ({ base, steps }: { base: string; steps: readonly FirstStep[] }) => (
  <Card title="First steps">
    <ol class="checklist">
      {steps.map(({ title, words, link }) => (
        <li>
          <span class="dot" />
          <div>
            <h3>{title}</h3>
            <p>
              {words} {link && <a href={`${base}${link.path}`}>{link.title}</a>}
            </p>
          </div>
        </li>
      ))}
    </ol>
  </Card>
);
