import type { ServerState } from '../model.ts';
import { type Span, spansOf, uptimeShare } from '../state-spans.ts';
import type { ServerEventRow } from '../tables.ts';

const WIDTH = 700;
const HEIGHT = 44;
const DAY_MS = 24 * 60 * 60_000;

/** Heights differ as well as colours, so that nobody needs to tell colours apart. */
const looks: Record<ServerState, { fill: string; height: number }> = {
  online: { fill: 'var(--good)', height: HEIGHT },
  rebooting: { fill: 'var(--warning)', height: HEIGHT * 0.65 },
  provisioning: { fill: 'var(--accent)', height: HEIGHT * 0.65 },
  offline: { fill: 'var(--bad)', height: HEIGHT * 0.3 },
};

interface Props {
  events: readonly ServerEventRow[];
  from: Date;
  to: Date;
}

/** What a server was over some days: a bar from left to right, with its uptime in words. */
export const StatePlot = ({ events, from, to }: Props) => {
  const spans = spansOf(events, from, to);
  const share = uptimeShare(spans);
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MS);
  const said =
    share === undefined
      ? `Nothing was reported in the last ${days} days.`
      : `Online ${(share * 100).toFixed(1)} % of the reported time in the last ${days} days.`;
  const x = (at: Date) => ((at.getTime() - from.getTime()) / (to.getTime() - from.getTime())) * WIDTH;
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
        width="100%"
        height={HEIGHT + 18}
        role="img"
        aria-label={said}
        preserveAspectRatio="none"
      >
        <rect x="0" y="0" width={WIDTH} height={HEIGHT} rx="4" fill="var(--sunken)" />
        {spans.map((span) => (
          <Bar span={span} left={x(span.from)} right={x(span.to)} />
        ))}
        {Array.from({ length: days + 1 }, (_, day) => (day / days) * WIDTH).map((at) => (
          <line x1={at} x2={at} y1={HEIGHT + 3} y2={HEIGHT + 9} stroke="var(--line-strong)" />
        ))}
      </svg>
      <figcaption class="muted">{said} One mark a day; high is online, low is offline.</figcaption>
    </figure>
  );
};

const Bar = ({ span, left, right }: { span: Span; left: number; right: number }) => {
  const { fill, height } = looks[span.state];
  return (
    <rect
      x={left.toFixed(2)}
      y={(HEIGHT - height).toFixed(2)}
      width={Math.max(1, right - left).toFixed(2)}
      height={height.toFixed(2)}
      fill={fill}
    >
      <title>{span.state}</title>
    </rect>
  );
};
