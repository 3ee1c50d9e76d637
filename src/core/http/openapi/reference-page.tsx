import type { ArrivalContext } from '../api-app.ts';
import type { JsonSchema, OpenApiDocument, Operation, Parameter } from './document.ts';
import { schemaRows, typeText } from './schema-rows.ts';
import { documentFor } from './serve-document.ts';

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API for people, made from the document; needs no script and nothing from elsewhere. */
export async function serveReference(c: ArrivalContext): Promise<Response> {
  const document = await documentFor(c);
  c.header('content-security-policy', CSP);
  c.header('cache-control', 'public, max-age=300');
  return c.html(`<!doctype html>${await ReferencePage({ document })}`);
}

export async function serveReferenceStyle(c: ArrivalContext): Promise<Response> {
  const { REFERENCE_STYLE } = await import('./reference-style.ts');
  c.header('cache-control', 'public, max-age=300');
  return c.body(REFERENCE_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' });
}

interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

function ReferencePage({ document }: { document: OpenApiDocument }) {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ method, path, operation })),
  );
  const groups = document.tags.map((tag) => ({
    tag,
    entries: entries.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const base = document.servers[0]?.url ?? '';
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Guildhall</title>
        <link rel="stylesheet" href="/api/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the reference
        </a>
        <nav aria-label="Routes">
          <p>
            <a href="/api/openapi.json">OpenAPI document</a>
          </p>
          {groups.map((group) => (
            <section>
              <h2>{group.tag.name}</h2>
              <ul>
                {group.entries.map(({ operation, method }) => (
                  <li>
                    <a href={`#${operation.operationId}`}>
                      <Method method={method} /> {operation.summary}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <main id="main">
          <h1>Guildhall’s API</h1>
          <Prose text={document.info.description} />
          {groups.map((group) => (
            <section>
              <h2>{group.tag.name}</h2>
              <p>{group.tag.description}</p>
              {group.entries.map((entry) => (
                <OperationSection entry={entry} base={base} document={document} />
              ))}
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}

function OperationSection({
  entry,
  base,
  document,
}: {
  entry: Entry;
  base: string;
  document: OpenApiDocument;
}) {
  const { method, path, operation } = entry;
  const permission = operation['x-permission'];
  const body = operation.requestBody?.content['application/json'];
  return (
    <article id={operation.operationId} aria-labelledby={`${operation.operationId}-title`}>
      <h3 id={`${operation.operationId}-title`}>{operation.summary}</h3>
      <p class="address">
        <Method method={method} /> <code>{path}</code>
      </p>
      {operation.description ? <Prose text={operation.description} /> : null}
      <p class="scope">
        {permission ? (
          <>
            Needs the scope <code>{permission}</code>.
          </>
        ) : operation.security.length > 0 ? (
          'Needs any key.'
        ) : (
          'Needs no key.'
        )}
      </p>
      <Parameters parameters={operation.parameters} />
      {body ? <SchemaTable title="Body" schema={body.schema} document={document} /> : null}
      <h4>Try it</h4>
      <pre tabindex={0}>
        <code>{curl(base, entry)}</code>
      </pre>
      <h4>Answers</h4>
      {Object.entries(operation.responses).map(([status, response]) => {
        const schema = response.content?.['application/json']?.schema;
        return (
          <details open={status.startsWith('2') && schema !== undefined}>
            <summary>
              <strong>{status}</strong> {response.description}
            </summary>
            {schema ? <SchemaTable title={`Answer ${status}`} schema={schema} document={document} /> : null}
          </details>
        );
      })}
    </article>
  );
}

function Parameters({ parameters }: { parameters: Parameter[] }) {
  if (parameters.length === 0) return null;
  return (
    <table>
      <caption>Parameters</caption>
      <tbody>
        {parameters.map(({ name, in: where, required, schema, description }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
              {required ? <span class="required"> required</span> : null}
            </th>
            <td>{where}</td>
            <td>{typeText(schema)}</td>
            <td>{description ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SchemaTable({
  title,
  schema,
  document,
}: {
  title: string;
  schema: JsonSchema;
  document: OpenApiDocument;
}) {
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {schemaRows(schema, document).map((row) => (
          <tr>
            <th scope="row">
              <code>{row.name}</code>
              {row.required ? <span class="required"> required</span> : null}
            </th>
            <td>{row.type}</td>
            <td>{row.description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Method = ({ method }: { method: string }) => <b class={`method ${method}`}>{method.toUpperCase()}</b>;

/** Paragraphs with `code` and **strong** words; our own texts use nothing else. */
function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split('\n\n').map((paragraph) => (
        <p>
          {paragraph
            .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
            .map((part) =>
              part.startsWith('`') ? (
                <code>{part.slice(1, -1)}</code>
              ) : part.startsWith('**') ? (
                <strong>{part.slice(2, -2)}</strong>
              ) : (
                part
              ),
            )}
        </p>
      ))}
    </>
  );
}

/** A line for a shell: the key in $KEY, the server's id in $GUILD, what is to be replaced in <angle brackets>. */
function curl(base: string, { method, path, operation }: Entry): string {
  const filled = path.replace('{guildId}', '$GUILD').replace(/\{(\w+)\}/g, '<$1>');
  const example = operation.requestBody?.content['application/json']?.example;
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${base}${filled}"`,
    ...(operation.security.length > 0 ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...(method === 'post' ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(example === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(example).replaceAll("'", "'\\''")}'`]),
  ];
  return lines.join(' \\\n  ');
}
