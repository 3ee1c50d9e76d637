import { Badge, Card, DiscordLink, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { CheckedSource, SourceState } from '../actions/check-sources.ts';
import type { RecordAttachment, RecordDetails } from '../actions/show-record.ts';
import { isPicture } from './pictures.ts';
import { recordPath } from './record-parts.tsx';

interface Parts {
  page: PageRequest;
  details: RecordDetails;
}

/** The words that the record rests on. With a script the check of the originals follows by itself. */
export const Sources = (props: Parts & { checked: readonly CheckedSource[] | undefined }) => {
  const { page, details, checked } = props;
  const address = `${recordPath(page, details.row)}?sources=check`;
  const lazily = checked
    ? {}
    : {
        'hx-get': address,
        'hx-trigger': 'load',
        'hx-select': '#sources',
        'hx-target': 'this',
        'hx-swap': 'outerHTML',
      };
  return (
    <div id="sources" {...lazily}>
      <Card title="What it rests on" aside={!checked && <a href={address}>Compare with Discord</a>}>
        <ul class="evidence">
          {details.sources.map((source) => (
            <li>
              <blockquote>{source.excerpt}</blockquote>
              <p class="meta">
                <strong>{source.authorName}</strong>
                <Time at={source.postedAt} full />
                <DiscordLink
                  guildId={page.guild.id}
                  channelId={source.channelId}
                  messageId={source.messageId}
                >
                  Open the message
                </DiscordLink>
                <SourceBadge found={checked?.find(({ messageId }) => messageId === source.messageId)} />
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
};

const stateBadges: Record<SourceState, { tone: 'good' | 'warning' | 'bad' | 'neutral'; words: string }> = {
  unchanged: { tone: 'good', words: 'Unchanged since' },
  edited: { tone: 'warning', words: 'Edited since' },
  deleted: { tone: 'bad', words: 'Deleted since' },
  unreachable: { tone: 'neutral', words: 'Could not be checked' },
};

const SourceBadge = ({ found }: { found: CheckedSource | undefined }) => {
  if (!found) return null;
  const { tone, words } = stateBadges[found.state];
  return <Badge tone={tone}>{words}</Badge>;
};

export const Files = ({ page, details }: Parts) => (
  <Card title="Pictures and files">
    <div class="files">
      {details.attachments.map((file) => {
        const address = `${recordPath(page, details.row)}/files/${file.id}`;
        return (
          <figure>
            {file.state === 'stored' && isPicture(file.contentType) && (
              <a href={address}>
                <img src={address} alt={file.filename} loading="lazy" />
              </a>
            )}
            <figcaption>
              <FileCaption file={file} address={address} />
            </figcaption>
          </figure>
        );
      })}
    </div>
  </Card>
);

const FileCaption = ({ file, address }: { file: RecordAttachment; address: string }) => {
  if (file.state === 'stored') {
    return (
      <>
        <a href={address}>{file.filename}</a> <span class="muted">{readableSize(file.size)}</span>
        {file.sha256 && (
          <details class="more">
            <summary>Fingerprint</summary>
            <code>{file.sha256}</code>
          </details>
        )}
      </>
    );
  }
  return (
    <>
      <strong>{file.filename}</strong>
      <p class="muted">
        {file.state === 'pending' ? 'Is being copied.' : (file.lostReason ?? 'There is no copy.')}
      </p>
    </>
  );
};

function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
