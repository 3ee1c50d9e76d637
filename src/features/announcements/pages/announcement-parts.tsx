import type { ActionContext } from '../../../core/context.ts';
import { Badge, DiscordLink, type Tone } from '../../../core/web/components/basics.tsx';
import type { Choice } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { listGuildChannels } from '../../../discord/channels.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { listRoles } from '../../../discord/roles.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { POSTABLE } from '../target.ts';
import { cronInWords } from './cron-in-words.ts';

/** A person waits for the page. */
const PATIENCE = { maxWaitMs: 2_000, retries: 1 };

const states: Record<AnnouncementRow['state'], { tone: Tone; words: string }> = {
  active: { tone: 'good', words: 'Planned' },
  paused: { tone: 'warning', words: 'Paused' },
  finished: { tone: 'neutral', words: 'Over' },
};

export const StateBadge = ({ state }: Pick<AnnouncementRow, 'state'>) => (
  <Badge tone={states[state].tone}>{states[state].words}</Badge>
);

export const announcementPath = (
  page: Pick<PageRequest, 'base'>,
  { number }: Pick<AnnouncementRow, 'number'>,
) => `${page.base}/announcements/${number}`;

/** Where messages can be posted; undefined when Discord doesn't say, so that ids are shown and typed instead. */
export const channelChoices = (ctx: ActionContext): Promise<Choice[] | undefined> =>
  ask(ctx, async () =>
    (await listGuildChannels(ctx.discord, ctx.guildId, PATIENCE))
      .filter(({ type }) => POSTABLE.some((postable) => postable === type))
      .map(({ id, name }) => ({ value: id, title: `#${name ?? id}` })),
  );

/** Roles that can be pinged; everybody at once is none of them. */
export const roleChoices = (ctx: ActionContext): Promise<Choice[] | undefined> =>
  ask(ctx, async () =>
    (await listRoles(ctx.discord, ctx.guildId, PATIENCE))
      .filter(({ id, managed }) => id !== ctx.guildId && !managed)
      .toSorted((a, b) => b.position - a.position)
      .map(({ id, name }) => ({ value: id, title: name })),
  );

async function ask<T>(ctx: ActionContext, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('choices not read', { error });
    return undefined;
  }
}

export const Place = (props: {
  row: Pick<AnnouncementRow, 'guildId' | 'target'>;
  channels: readonly Choice[] | undefined;
}) => {
  const { guildId, target } = props.row;
  switch (target.kind) {
    case 'channel': {
      const known = props.channels?.find(({ value }) => value === target.channelId);
      return (
        <DiscordLink guildId={guildId} channelId={target.channelId}>
          {known?.title ?? `Channel ${target.channelId}`}
        </DiscordLink>
      );
    }
    case 'webhook':
      return <>{target.webhookId ? `Discord webhook ${target.webhookId}` : 'A Discord webhook'}</>;
    case 'endpoints':
      return <>Webhook endpoints that listen</>;
  }
};

/** When it is posted, in words where the pattern is a plain one. */
export const Rhythm = ({ row }: { row: Pick<AnnouncementRow, 'timing' | 'timeZone'> }) => {
  if (row.timing.kind === 'once') return <>Once</>;
  const { cron } = row.timing;
  const said = cronInWords(cron);
  return (
    <>
      {said ? <span title={cron}>{said}</span> : <code>{cron}</code>} in {row.timeZone}
    </>
  );
};
