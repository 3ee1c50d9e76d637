import { DiscordMarkdown } from '../../../../core/web/components/discord-markdown.tsx';
import type { TranscriptEntry, TranscriptFile, TranscriptHead } from './document.ts';
import { TRANSCRIPT_STYLE } from './transcript-style.ts';

/** Kept copies of small pictures by the file's id, as `data:` addresses: the page is whole without anything else. */
export type InlinePictures = ReadonlyMap<string, string>;

interface Props {
  head: TranscriptHead;
  entries: readonly TranscriptEntry[];
  pictures: InlinePictures;
}

/** Draws a transcript as one page that needs no script and nothing from elsewhere. */
export async function drawTranscript(props: Props): Promise<string> {
  const page = <Transcript {...props} />;
  return `<!doctype html>${await page.toString()}`;
}

const written = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const Moment = ({ at }: { at: string }) => <time datetime={at}>{written.format(new Date(at))} UTC</time>;

const Transcript = ({ head, entries, pictures }: Props) => {
  const { ticket, server } = head;
  const title = `#${ticket.number} ${ticket.subject}`.trim();
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${server.name}`}</title>
        {/* Safe because it is a constant of ours. */}
        <style dangerouslySetInnerHTML={{ __html: TRANSCRIPT_STYLE }} />
      </head>
      <body>
        <header>
          <p class="server">{server.name}</p>
          <h1>{title}</h1>
          <Facts head={head} />
        </header>
        <main>
          {ticket.answers.length > 0 && (
            <section>
              <h2>Form</h2>
              <dl>
                {ticket.answers.map(({ label, value }) => (
                  <>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                  </>
                ))}
              </dl>
            </section>
          )}
          <h2>{entries.length === 1 ? '1 entry' : `${entries.length} entries`}</h2>
          <ol>
            {entries.map((entry) => (
              <Entry entry={entry} pictures={pictures} />
            ))}
          </ol>
        </main>
        <footer>
          <p>
            Made <Moment at={head.madeAt} />
            {head.audience === 'team'
              ? ' for the team: it has notes that the member never saw.'
              : ' for the member.'}
          </p>
        </footer>
      </body>
    </html>
  );
};

const Facts = ({ head: { ticket } }: { head: TranscriptHead }) => (
  <dl class="facts">
    <dt>Member</dt>
    <dd>
      {ticket.person.name} <small>{ticket.person.id}</small>
    </dd>
    {ticket.category && (
      <>
        <dt>Category</dt>
        <dd>{ticket.category}</dd>
      </>
    )}
    <dt>Opened</dt>
    <dd>
      <Moment at={ticket.openedAt} />
    </dd>
    {ticket.closedAt && (
      <>
        <dt>Closed</dt>
        <dd>
          <Moment at={ticket.closedAt} />
          {ticket.closedBy ? ` by ${ticket.closedBy}` : ''}
          {ticket.closeReason ? `: ${ticket.closeReason}` : ''}
        </dd>
      </>
    )}
    {ticket.assignee && (
      <>
        <dt>Answered by</dt>
        <dd>{ticket.assignee}</dd>
      </>
    )}
  </dl>
);

const Entry = ({ entry, pictures }: { entry: TranscriptEntry; pictures: InlinePictures }) => (
  <li class={entry.direction} id={`entry-${entry.id}`}>
    <p class="who">
      <strong>{entry.author.name}</strong>
      {entry.direction === 'note' && <span class="mark">Note</span>}
      {entry.author.kind === 'bot' && <span class="mark">Bot</span>}
      <Moment at={entry.at} />
      {entry.editedAt && <small>edited</small>}
      {entry.deletedAt && <small>deleted</small>}
    </p>
    {entry.content !== '' && (
      <div class="text">
        <DiscordMarkdown text={entry.content} />
      </div>
    )}
    {entry.files.map((file) => (
      <File file={file} picture={pictures.get(file.id)} />
    ))}
  </li>
);

const File = ({ file, picture }: { file: TranscriptFile; picture: string | undefined }) => {
  if (file.sha256 === null)
    return (
      <p class="file">
        {file.filename} <small>{file.lostReason ?? 'No copy was kept.'}</small>
      </p>
    );
  return (
    <p class="file">
      {picture && <img src={picture} alt={file.filename} loading="lazy" />}
      <a href={`files/${file.id}`}>{file.filename}</a> <small>{sizeText(file.size)}</small>
    </p>
  );
};

function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  const kilobytes = bytes / 1_024;
  return kilobytes < 1_024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1_024).toFixed(1)} MB`;
}
