import { Badge, Card, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showErasure } from '../actions/show-erasure.ts';
import { CountTable, rowsIn } from './count-table.tsx';

/** How far an erasure is. It names the pseudonym, never the person. */
export async function erasurePage(page: PageRequest): Promise<PageView> {
  const row = await showErasure(page.ctx, page.param('erasure'));
  return {
    title: 'Erasure',
    body: (
      <>
        <PageHeader
          title="Erasure"
          back={{ href: `${page.base}/privacy`, title: 'Privacy' }}
          lead={
            <span class="row">
              {row.state === 'done' ? <Badge tone="good">Done</Badge> : <Badge tone="accent">At work</Badge>}
              <span>The person is now called {row.pseudonym}.</span>
            </span>
          }
        />
        <Card>
          <dl class="facts">
            <div>
              <dt>Begun</dt>
              <dd>
                <Time at={row.createdAt} full />
              </dd>
            </div>
            <div>
              <dt>Finished</dt>
              <dd>
                {row.finishedAt ? <Time at={row.finishedAt} full /> : 'Not yet. Reload to see how far it is.'}
              </dd>
            </div>
            <div>
              <dt>Extent</dt>
              <dd>{row.extent === 'keep-facts' ? 'All but titles and fields of records' : 'Everything'}</dd>
            </div>
          </dl>
          {rowsIn(row.counts) > 0 && <CountTable counts={row.counts} />}
        </Card>
      </>
    ),
  };
}
