import { Badge, Card, Note, type Tone } from '../../../core/web/components/basics.tsx';
import { ActionButton } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ImportRow } from '../desk/portable/find-import.ts';
import type { ImportPreview } from '../desk/portable/preview-import.ts';
import { MOST_FAULTS } from '../desk/portable/take-file.ts';
import type { ImportFormat, ImportState as State } from '../model.ts';

export const FORMAT_WORDS: Record<ImportFormat, string> = {
  guildhall: 'Guildhall',
  'discord-tickets': 'Discord Tickets 4',
  modmail: 'Modmail',
};

export const STATE_WORDS: Record<State, { title: string; tone: Tone }> = {
  checked: { title: 'Not brought in yet', tone: 'warning' },
  queued: { title: 'Begins', tone: 'accent' },
  running: { title: 'Is being brought in', tone: 'accent' },
  stopped: { title: 'Stopped', tone: 'bad' },
  done: { title: 'Done', tone: 'good' },
  failed: { title: 'Failed', tone: 'bad' },
};

/** How far a file is, and what can be done with it. While it is being brought in, the part is read again and again. */
export const ImportState = ({ page, row }: { page: PageRequest; row: ImportRow }) => {
  const at = `${page.base}/tickets/import/${row.id}`;
  const isUnderWay = row.state === 'queued' || row.state === 'running';
  const again = {
    'hx-get': at,
    'hx-trigger': 'every 2s',
    'hx-select': '#import-state',
    'hx-swap': 'outerHTML',
  };
  return (
    <div id="import-state" class="stack" data-live="tickets.imported" {...(isUnderWay ? again : {})}>
      <Card title={STATE_WORDS[row.state].title} aside={<Badge>{FORMAT_WORDS[row.format]}</Badge>}>
        {row.state === 'checked' && row.preview ? (
          <>
            <Preview preview={row.preview} />
            <div class="form-actions">
              <ActionButton page={page} action={`${at}/start`} kind="primary">
                Bring them in
              </ActionButton>
              <ActionButton page={page} action={`${at}/drop`}>
                Drop the file
              </ActionButton>
            </div>
            <p class="help">
              Nobody is told of single tickets. Without an answer of yours the file is dropped after a day.
            </p>
          </>
        ) : (
          <>
            <Progress row={row} />
            {row.state === 'stopped' && <GoOn page={page} at={at} />}
          </>
        )}
      </Card>
      {row.faults.length > 0 && <Faults row={row} />}
    </div>
  );
};

const GoOn = ({ page, at }: { page: PageRequest; at: string }) => (
  <>
    <p>
      Something went wrong on our side, again and again. What came in so far is here to stay; the rest can
      follow.
    </p>
    <ActionButton page={page} action={`${at}/start`} kind="primary">
      Go on where it stopped
    </ActionButton>
  </>
);

const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
const day = (at: string): string => at.slice(0, 10);

const Preview = ({ preview }: { preview: ImportPreview }) => {
  const { categories, knownCategories, tickets, knownTickets, renumbered, messages, files } = preview;
  const fresh = tickets - knownTickets;
  return (
    <>
      {fresh === 0 && tickets > 0 && (
        <Note tone="warning">All tickets of this file are here already. Bringing it in changes nothing.</Note>
      )}
      <dl class="facts">
        <div>
          <dt>In the file</dt>
          <dd>
            {many(tickets, 'ticket')} with {many(messages, 'message')} and {many(files, 'file')}
            {preview.from && preview.to ? `, opened from ${day(preview.from)} to ${day(preview.to)}` : ''}
          </dd>
        </div>
        <div>
          <dt>Will come</dt>
          <dd>
            {many(fresh, 'ticket')}, {many(categories - knownCategories, 'category', 'categories')}
          </dd>
        </div>
        <div>
          <dt>Left as it is</dt>
          <dd>
            {many(knownTickets, 'ticket')} and {many(knownCategories, 'category', 'categories')} that are here
            already
          </dd>
        </div>
        {renumbered > 0 && (
          <div>
            <dt>New number</dt>
            <dd>{many(renumbered, 'ticket')}, because another conversation has theirs</dd>
          </div>
        )}
      </dl>
    </>
  );
};

const Progress = ({ row }: { row: ImportRow }) => (
  <>
    <progress max={row.total} value={row.done} aria-label="Lines that are brought in">
      {row.done} of {row.total}
    </progress>
    <p role="status">
      {row.done} of {many(row.total, 'line')}: {row.added} added, {row.skipped} skipped because they were here
      already.
    </p>
  </>
);

const Faults = ({ row }: { row: ImportRow }) => (
  <Card
    title={row.state === 'checked' ? 'Can’t be taken' : 'Was not taken'}
    aside={row.faults.length >= MOST_FAULTS && <span class="muted">The first {MOST_FAULTS}</span>}
  >
    <ul class="about-notes">
      {row.faults.map(({ where, text }) => (
        <li>
          <strong>{where}</strong>: {text}
        </li>
      ))}
    </ul>
  </Card>
);
