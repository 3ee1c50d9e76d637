import type { Child } from 'hono/jsx';
import type { IconName } from '../page.ts';
import { Icon } from './icon.tsx';

const written = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A time: in UTC as served; the script turns it into the reader's own zone and words. */
export const Time = ({ at, full }: { at: Date; full?: boolean }) => (
  <time datetime={at.toISOString()} data-local={full ? 'full' : 'near'}>
    {written.format(at)} UTC
  </time>
);

/** A sentence in which what stands between backticks is to be typed as it is. */
export const Words = ({ text }: { text: string }) => {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code>{part}</code> : part))}</>;
};

export type Tone = 'neutral' | 'good' | 'warning' | 'bad' | 'accent';

export const Badge = ({ tone = 'neutral', children }: { tone?: Tone; children?: Child }) => (
  <span class={`badge ${tone}`}>{children}</span>
);

/** The heading of a page with what can be done there. */
export const PageHeader = (props: {
  title: string;
  lead?: Child;
  /** Where the page hangs: the way back. */
  back?: { href: string; title: string };
  children?: Child;
}) => (
  <header class="page-header">
    <div>
      {props.back && (
        <nav aria-label="Back" class="back">
          <a href={props.back.href}>← {props.back.title}</a>
        </nav>
      )}
      <h1>{props.title}</h1>
      {props.lead && <p class="lead">{props.lead}</p>}
    </div>
    {props.children && <div class="page-actions">{props.children}</div>}
  </header>
);

export const Card = (props: { title?: Child; aside?: Child; children?: Child; flush?: boolean }) => (
  <section class={props.flush ? 'card flush' : 'card'}>
    {props.title && (
      <header class="card-header">
        <h2>{props.title}</h2>
        {props.aside}
      </header>
    )}
    {props.children}
  </section>
);

/** Where there is nothing yet: says what would be here and how to get it. */
export const EmptyState = (props: { icon: IconName; title: string; children?: Child; action?: Child }) => (
  <div class="empty">
    <Icon name={props.icon} />
    <h2>{props.title}</h2>
    <p>{props.children}</p>
    {props.action}
  </div>
);

/** Something that the reader should know before going on. */
export const Note = ({ tone = 'neutral', children }: { tone?: Tone; children?: Child }) => (
  <div class={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
    {tone !== 'neutral' && <Icon name={tone === 'good' ? 'check' : 'warning'} />}
    <div>{typeof children === 'string' ? <Words text={children} /> : children}</div>
  </div>
);

export const ButtonLink = (props: { href: string; kind?: 'primary' | 'plain'; children?: Child }) => (
  <a class={`button ${props.kind ?? 'plain'}`} href={props.href}>
    {props.children}
  </a>
);

/** Newer and older pages of a list; either may be absent. */
export const Pagination = ({ newer, older }: { newer?: string | undefined; older?: string | undefined }) =>
  newer || older ? (
    <nav class="pagination" aria-label="Pages">
      {newer ? (
        <a class="button plain" href={newer} rel="prev">
          ← Back to the first page
        </a>
      ) : (
        <span />
      )}
      {older ? (
        <a class="button plain" href={older} rel="next">
          Next page →
        </a>
      ) : (
        <span />
      )}
    </nav>
  ) : null;

/** A circle with the first letters of a name. */
export const Initials = ({ name }: { name: string }) => {
  const words = name
    .replaceAll(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .split(/\s+/);
  const letters = words.slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? '');
  let sum = 0;
  for (const sign of name) sum = (sum + (sign.codePointAt(0) ?? 0)) % 6;
  return (
    <span class={`initials hue-${sum}`} aria-hidden="true">
      {letters.join('') || '?'}
    </span>
  );
};

export const DiscordLink = (props: {
  guildId: string;
  channelId: string;
  messageId?: string;
  children?: Child;
}) => (
  <a
    href={`https://discord.com/channels/${props.guildId}/${props.channelId}${props.messageId ? `/${props.messageId}` : ''}`}
    rel="noreferrer"
    target="_blank"
  >
    {props.children ?? 'Open in Discord'}
    <span class="sr-only"> (opens in a new tab)</span>
  </a>
);
