import { Card } from '../../../core/web/components/basics.tsx';
import { Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { TargetRow } from '../desk/hours/calendar.ts';
import type { CategoryRow } from '../views.ts';
import { PRIORITY_WORDS } from './words.ts';

/** How long it may take, by priority. */
export const TargetCard = (props: {
  page: PageRequest;
  category: CategoryRow | undefined;
  targets: readonly TargetRow[];
}) => {
  const { page, category, targets } = props;
  const rows = ['', ...Object.keys(PRIORITY_WORDS)] as const;
  const of = (priority: string) => targets.find(({ priorityKey }) => priorityKey === priority);
  return (
    <Card title={category ? `Targets of ${category.name}` : 'Targets'} flush>
      <div class="table-wrap">
        <table>
          <caption class="sr-only">Targets in minutes of working time</caption>
          <thead>
            <tr>
              <th scope="col">Priority</th>
              <th scope="col">Minutes of working time until the first answer, and until it is solved</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((priority) => {
              const saved = of(priority);
              const title = priority ? PRIORITY_WORDS[priority as keyof typeof PRIORITY_WORDS] : 'Any other';
              return (
                <tr>
                  <th scope="row">{title}</th>
                  <td class="bare">
                    <Form page={page} action={`${page.base}/tickets/targets`} class="target-form">
                      <input type="hidden" name="category" value={category?.id ?? ''} />
                      <input type="hidden" name="priority" value={priority} />
                      <input
                        type="number"
                        name="firstResponse"
                        min={1}
                        value={saved?.firstResponseMinutes ?? ''}
                        aria-label={`First answer, ${title}, minutes`}
                        placeholder="Answer: none"
                      />
                      <input
                        type="number"
                        name="resolution"
                        min={1}
                        value={saved?.resolutionMinutes ?? ''}
                        aria-label={`Solved, ${title}, minutes`}
                        placeholder="Solved: none"
                      />
                      <button class="button plain small" type="submit">
                        Save<span class="sr-only">{` ${title}`}</span>
                      </button>
                    </Form>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
};
