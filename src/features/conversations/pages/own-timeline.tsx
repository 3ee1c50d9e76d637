import { Initials, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { OwnTalk } from '../actions/own-talk.ts';
import { conversationsSettings } from '../settings.ts';

/** What was said to a person and by them, as they see it: the team by name only where the server wants it so. */
export const OwnTimeline = async (props: {
  page: Pick<PageRequest, 'base' | 'ctx'>;
  talk: OwnTalk;
  /** What a guest brings along to every address. */
  pass?: string;
}) => {
  const { page, talk, pass = '' } = props;
  const { identity, teamName } = await page.ctx.settings(conversationsSettings);
  const team = teamName || 'The team';
  const here = `${page.base}/talk/${talk.conversation.id}`;
  return (
    <>
      <ol class="timeline">
        {talk.messages.map((entry) => (
          <Said entry={entry} team={team} here={here} pass={pass} named={identity === 'named'} />
        ))}
      </ol>
      {talk.messages.length === 0 && <p>Nothing was said yet.</p>}
    </>
  );
};

const Said = (props: {
  entry: OwnTalk['messages'][number];
  team: string;
  here: string;
  pass: string;
  named: boolean;
}) => {
  const { message, files } = props.entry;
  const mine = message.direction === 'in';
  const isAgent = message.authorKind === 'staff' && props.named;
  const name = mine ? 'You' : isAgent ? message.authorName : props.team;
  return (
    <li>
      <Initials name={name} />
      <div class="bubble">
        <p class="meta">
          <strong>{name}</strong>
          <Time at={message.sentAt ?? message.createdAt} />
        </p>
        <p class="prose">{message.content}</p>
        {files.map((file) => (
          <p>
            {file.state === 'stored' ? (
              <a href={`${props.here}/files/${file.id}${props.pass}`}>{file.filename}</a>
            ) : (
              <span>
                {file.filename} ({file.lostReason ?? 'not copied yet'})
              </span>
            )}
          </p>
        ))}
      </div>
    </li>
  );
};
