import type { ServerState } from './model.ts';

export interface Span {
  state: ServerState;
  from: Date;
  to: Date;
}

/** What a server was when, within a time: from reports in order. What lies before the first report is not known. */
export function spansOf(events: readonly { state: ServerState; at: Date }[], from: Date, to: Date): Span[] {
  return events.flatMap(({ state, at }, index) => {
    const begin = new Date(Math.max(at.getTime(), from.getTime()));
    const end = new Date(Math.min((events[index + 1]?.at ?? to).getTime(), to.getTime()));
    return begin < end ? [{ state, from: begin, to: end }] : [];
  });
}

/** Share of the known time in which it was online, from 0 to 1; undefined where nothing is known. */
export function uptimeShare(spans: readonly Span[]): number | undefined {
  const length = ({ from, to }: Span) => to.getTime() - from.getTime();
  const known = spans.reduce((sum, span) => sum + length(span), 0);
  const online = spans.filter(({ state }) => state === 'online').reduce((sum, span) => sum + length(span), 0);
  return known === 0 ? undefined : online / known;
}
