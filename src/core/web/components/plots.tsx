/** One series of a plot; `tone` is one of the colours of the theme. */
export interface Series {
  title: string;
  tone: 'one' | 'two' | 'three';
  /** One per label; null where there is nothing to measure. */
  values: readonly (number | null)[];
}

interface Props {
  /** What is shown, for those who cannot see it. */
  title: string;
  labels: readonly string[];
  series: readonly Series[];
  /** How a value is written, with its unit. */
  say(value: number): string;
}

const WIDTH = 640;
const HEIGHT = 230;
/** Room for the larger text of a narrow screen, see `.plot-text`. */
const LEFT = 76;
const BOTTOM = 36;
const TOP = 10;
const STEPS = 4;
/** More labels than fit beside each other are left out. */
const MOST_LABELS = 13;

/** Bars side by side for each label, or lines through them; the numbers stand in a table below for everybody. */
export const Plot = (props: Props & { kind: 'bars' | 'lines' }) => {
  const { labels, series, say, title, kind } = props;
  const top = niceTop(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const slot = (WIDTH - LEFT) / Math.max(1, labels.length);
  const middle = (at: number) => LEFT + slot * (at + 0.5);
  const every = Math.ceil(labels.length / MOST_LABELS);
  return (
    <figure class="plot">
      <figcaption>
        <ul class="plot-key">
          {series.map(({ title: name, tone }) => (
            <li>
              <span class={`swatch ${tone}`} aria-hidden="true" />
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {Array.from({ length: STEPS + 1 }, (_, step) => (top * step) / STEPS).map((value) => (
          <>
            <line class="plot-grid" x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
            <text class="plot-text" x={LEFT - 8} y={y(value)} dy="0.35em" text-anchor="end">
              {say(value)}
            </text>
          </>
        ))}
        {labels.map((label, at) =>
          at % every === 0 ? (
            <text
              class={(at / every) % 2 === 0 ? 'plot-text' : 'plot-text spare'}
              x={middle(at)}
              y={HEIGHT - 8}
              text-anchor="middle"
            >
              {label}
            </text>
          ) : null,
        )}
        {kind === 'bars'
          ? series.map((one, index) => (
              <Bars one={one} {...{ index, slot, y, middle, say, labels }} of={series.length} />
            ))
          : series.map((one) => <Lines one={one} {...{ y, middle, say, labels }} />)}
      </svg>
      <details class="more">
        <summary>The numbers</summary>
        <div class="table-wrap">
          <table>
            <caption class="sr-only">{title}</caption>
            <thead>
              <tr>
                <th scope="col" />
                {series.map(({ title: name }) => (
                  <th scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {labels.map((label, at) => (
                <tr>
                  <th scope="row">{label}</th>
                  {series.map(({ values, title: name }) => (
                    <td class="numeric" data-label={name}>
                      {sayAt(values, at, say)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
};

const sayAt = (values: Series['values'], at: number, say: Props['say']): string => {
  const value = values[at] ?? null;
  return value === null ? '–' : say(value);
};

interface Drawn {
  one: Series;
  y(value: number): number;
  middle(at: number): number;
  say: Props['say'];
  labels: readonly string[];
}

const Bars = ({
  one,
  y,
  middle,
  say,
  labels,
  index,
  of,
  slot,
}: Drawn & { index: number; of: number; slot: number }) => {
  const width = Math.min(26, (slot * 0.72) / of);
  return (
    <g class={`plot-bars ${one.tone}`}>
      {one.values.map((value, at) =>
        value ? (
          <rect
            x={middle(at) + (index - of / 2) * width + 1}
            width={Math.max(1, width - 2)}
            y={y(value)}
            height={y(0) - y(value)}
            rx="2"
          >
            <title>{`${labels[at]}: ${say(value)} ${one.title}`}</title>
          </rect>
        ) : null,
      )}
    </g>
  );
};

const Lines = ({ one, y, middle, say, labels }: Drawn) => {
  const points = one.values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  return (
    <g class={`plot-lines ${one.tone}`}>
      <polyline points={points.map(({ value, at }) => `${middle(at)},${y(value)}`).join(' ')} />
      {points.map(({ value, at }) => (
        <circle cx={middle(at)} cy={y(value)} r="3.5">
          <title>{`${labels[at]}: ${say(value)} ${one.title}`}</title>
        </circle>
      ))}
    </g>
  );
};

/** The next round number that four steps divide well. */
export function niceTop(most: number): number {
  if (most <= 4) return 4;
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 8, 10].map((step) => step * size).find((top) => top >= most) ?? 10 * size;
}
