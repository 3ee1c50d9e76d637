import type { Child } from 'hono/jsx';
import { Initials, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { HistoryEntry } from '../actions/show-history.ts';
import type { RecordDetails } from '../actions/show-record.ts';
import { personName } from './record-parts.tsx';

interface Props {
  page: PageRequest;
  details: RecordDetails;
  history: readonly HistoryEntry[];
  names: ReadonlyMap<string, string>;
}

/** Comments and changes in the order in which they happened. */
export const Timeline = (props: Props) => {
  const { details, history } = props;
  const items: { at: Date; id: string; item: Child }[] = [
    ...details.comments.map((comment) => ({
      at: comment.createdAt,
      id: comment.id,
      item: (
        <li id={`comment-${comment.id}`}>
          <Initials name={comment.authorName} />
          <div class="bubble">
            <p class="meta">
              <strong>{comment.authorName}</strong>
              <Time at={comment.createdAt} />
            </p>
            <p class="prose">{comment.body}</p>
          </div>
        </li>
      ),
    })),
    ...history
      .filter(({ action }) => action !== 'records.comment')
      .map((entry) => ({
        at: entry.at,
        id: entry.id,
        item: <Event {...props} entry={entry} />,
      })),
  ];
  items.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  return <ol class="timeline">{items.map(({ item }) => item)}</ol>;
};

const Event = (props: Props & { entry: HistoryEntry }) => {
  const { entry, names } = props;
  const who = actorName(entry, props);
  return (
    <li>
      <Initials name={who} />
      <p class="event">
        <strong>{who}</strong> {whatHappened(entry, names)}
        {entry.source === 'discord' ? ' in Discord' : entry.source === 'api' ? ' over the API' : ''} ·{' '}
        <Time at={entry.at} />
      </p>
    </li>
  );
};

function actorName({ actor, action }: HistoryEntry, { details, names }: Props): string {
  const id = /^user:(\d+)$/.exec(actor)?.[1];
  if (id)
    return (
      names.get(id) ?? (actor === details.row.createdBy ? details.row.createdByName : personName(names, id))
    );
  if (action === 'records.create') return details.row.createdByName;
  return actor.startsWith('key:') ? 'An API key' : 'Guildhall';
}

function whatHappened(entry: HistoryEntry, names: ReadonlyMap<string, string>): string {
  switch (entry.action) {
    case 'records.close':
      return 'closed it';
    case 'records.reopen':
      return 'opened it again';
    case 'records.assign': {
      const { assigneeId } = entry.after;
      return typeof assigneeId === 'string'
        ? `assigned it to ${personName(names, assigneeId)}`
        : 'took it from its assignee';
    }
    case 'records.edit': {
      const changed = changedParts(entry);
      return changed.length > 0 ? `changed ${changed.join(' and ')}` : 'edited it';
    }
    case 'records.merge':
      return 'added to it from a message';
    default:
      return 'saved it';
  }
}

function changedParts({ before, after }: HistoryEntry): string[] {
  const parts: [string, string][] = [
    ['title', 'the title'],
    ['fields', 'the details'],
    ['machine', 'the machine'],
    ['parentId', 'what it belongs to'],
  ];
  return parts
    .filter(([name]) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map(([, words]) => words);
}
