import { Badge, Card, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { Field, Form, FormProblems, Select, TextArea } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { findImport, type ImportRow, listImports } from '../desk/portable/find-import.ts';
import { dropImport, MAX_BYTES, startImport, takeFile } from '../desk/portable/take-file.ts';
import type { ImportFormat } from '../model.ts';
import { FORMAT_WORDS, ImportState, STATE_WORDS } from './import-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';

/** Where tickets come in from elsewhere and go out, with what came in so far. */
export async function importPage(page: PageRequest): Promise<PageView> {
  const imports = await listImports(page.ctx);
  const problems = page.problem?.fields ?? {};
  return {
    title: 'Import · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/import"
          title="Import and export"
          lead="Bring tickets along from another program or another server, with all that was said in them."
        />
        <FormProblems page={page} />
        <Card title="Bring in">
          <Form page={page} action={`${page.base}/tickets/import`} files once>
            <Select
              name="format"
              label="Which program wrote the file?"
              value={page.value('format', 'guildhall')}
              problem={problems.format}
              choices={Object.entries(FORMAT_WORDS).map(([value, title]) => ({ value, title }))}
            />
            <Field
              name="file"
              label="File"
              help={`JSON or NDJSON of up to ${MAX_BYTES / 1024 / 1024} MB. A larger NDJSON file can be brought in by parts of whole lines.`}
            >
              <input
                id="field-file"
                name="file"
                type="file"
                accept=".json,.ndjson,.jsonl,.txt,application/json"
                aria-describedby="help-file"
              />
            </Field>
            <TextArea
              name="data"
              label="Or what is in it, pasted"
              value={page.value('data', '')}
              problem={problems.data}
              rows={4}
              optional
            />
            <div class="form-actions">
              <button class="button primary" type="submit">
                Look at it first
              </button>
              <p class="help">Nothing is brought in before you have seen what it would be.</p>
            </div>
          </Form>
        </Card>
        <Card title="Take out">
          <p>
            One line of JSON for each category and ticket, with messages, notes and ratings. Files are named
            in it and not included.
          </p>
          <a class="button plain" href={`${page.base}/tickets/export/ndjson`} download>
            <Icon name="arrow" />
            Download all tickets
          </a>
        </Card>
        {imports.length > 0 && <Imports page={page} imports={imports} />}
      </>
    ),
  };
}

const Imports = ({ page, imports }: { page: PageRequest; imports: readonly ImportRow[] }) => (
  <Card title="So far">
    <ul class="list-links" id="imports" data-live="tickets.imported">
      {imports.map((row) => (
        <li>
          <a href={`${page.base}/tickets/import/${row.id}`}>
            <strong>
              {FORMAT_WORDS[row.format]}: {row.total} {row.total === 1 ? 'line' : 'lines'}
            </strong>
            <span class="row">
              <Badge tone={STATE_WORDS[row.state].tone}>{STATE_WORDS[row.state].title}</Badge>{' '}
              {row.createdByName} <Time at={row.createdAt} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  </Card>
);

/** One file: what it would bring, how far it is, what came of it. */
export async function oneImportPage(page: PageRequest): Promise<PageView> {
  const row = await findImport(page.ctx, page.param('import'));
  return {
    title: 'Import · Tickets',
    body: (
      <>
        <PageHeader
          title={`A file of ${FORMAT_WORDS[row.format]}`}
          lead={
            <>
              Given by {row.createdByName}, <Time at={row.createdAt} />
            </>
          }
          back={{ href: `${page.base}/tickets/import`, title: 'Import and export' }}
        />
        <FormProblems page={page} />
        <ImportState page={page} row={row} />
      </>
    ),
  };
}

/** Looks at a file; brings nothing in. */
export async function submitFile(page: PageRequest): Promise<PageAnswer> {
  const { ctx, form } = page;
  const [file] = form.files('file');
  const { id } = await takeFile(ctx, {
    // Safe because takeFile parses it.
    format: form.text('format') as ImportFormat,
    data: file ? await file.text() : (form.text('data') ?? ''),
    check: true,
  });
  return { to: `/tickets/import/${id}` };
}

export async function submitStart(page: PageRequest): Promise<PageAnswer> {
  const { id } = await startImport(page.ctx, page.param('import'));
  return { to: `/tickets/import/${id}` };
}

export async function submitDrop(page: PageRequest): Promise<PageAnswer> {
  await dropImport(page.ctx, page.param('import'));
  return { to: '/tickets/import', flash: 'The file is dropped. Nothing was brought in.' };
}
