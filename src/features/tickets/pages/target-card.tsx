import { Card } from '../../../core/web/components/basics.tsx';
import { Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { PRIORITIES, type Priority } from '../../conversations/public.ts';
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
  const rows = ['', ...PRIORITIES] as const;
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
            {rows.map((priority) => (
              <TargetLine page={page} category={category} priority={priority} saved={of(priority)} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
};

const TargetLine = (props: {
  page: PageRequest;
  category: CategoryRow | undefined;
  priority: Priority | '';
  saved: TargetRow | undefined;
}) => {
  const { page, category, priority, saved } = props;
  const title = priority ? PRIORITY_WORDS[priority] : 'Any other';
  // Each line is a form of its own, and only one of them was sent.
  const isAgain = page.form.text('priority') === priority;
  const minutes = (name: 'firstResponse' | 'resolution', words: string) => {
    const of = saved?.[`${name}Minutes`]?.toString() ?? '';
    const isWrong = isAgain && page.problem?.fields[`${name}Minutes`] !== undefined;
    return (
      <input
        type="number"
        id={isAgain ? `field-${name}Minutes` : undefined}
        name={name}
        min={1}
        value={isAgain ? page.value(name, of) : of}
        aria-label={`${words === 'Answer' ? 'First answer' : words}, ${title}, minutes`}
        aria-invalid={isWrong ? 'true' : undefined}
        placeholder={`${words}: none`}
      />
    );
  };
  return (
    <tr>
      <th scope="row">{title}</th>
      <td class="bare">
        <Form page={page} action={`${page.base}/tickets/targets`} class="target-form">
          <input type="hidden" name="category" value={category?.id ?? ''} />
          <input type="hidden" name="priority" value={priority} />
          {minutes('firstResponse', 'Answer')}
          {minutes('resolution', 'Solved')}
          <button class="button plain small" type="submit">
            Save<span class="sr-only">{` ${title}`}</span>
          </button>
        </Form>
      </td>
    </tr>
  );
};
