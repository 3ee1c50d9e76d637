import { Badge, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type Finding, readFindings } from './findings.ts';

export const findingTones = { ok: 'good', degraded: 'warning', off: 'bad' } as const;
const words = { ok: 'Well', degraded: 'Degraded', off: 'Off' } as const;

/** Each thing that Guildhall leans on: whether it is well, why not, and where to mend it. */
export async function healthPage(page: PageRequest): Promise<PageView> {
  const { findings } = await readFindings(page.ctx, page.base);
  const worse = findings.filter(({ state }) => state !== 'ok');
  return {
    title: 'Health',
    body: (
      <>
        <PageHeader
          title="Health"
          lead="What Guildhall leans on, and what Discord lets it do in this server."
        />
        {worse.length === 0 ? (
          <Note tone="good">Everything is well.</Note>
        ) : (
          <Note tone="warning">
            {worse.length === 1 ? 'One thing needs' : `${worse.length} things need`} somebody's attention:{' '}
            {worse.map(({ title }) => title).join(', ')}.
          </Note>
        )}
        <Card title="Part by part">
          <FindingList findings={findings} badges />
        </Card>
      </>
    ),
  };
}

export const FindingList = (props: { findings: readonly Finding[]; badges?: boolean }) => (
  <ul class="checklist">
    {props.findings.map((finding) => (
      <li>
        <span class={`dot ${findingTones[finding.state]}`} />
        <div>
          <h3 class="row">
            {finding.title}
            {props.badges && <Badge tone={findingTones[finding.state]}>{words[finding.state]}</Badge>}
          </h3>
          <p>
            {finding.words}
            {finding.link && (
              <>
                {' '}
                <a href={finding.link.href}>{finding.link.title}</a>
              </>
            )}
          </p>
        </div>
      </li>
    ))}
  </ul>
);
