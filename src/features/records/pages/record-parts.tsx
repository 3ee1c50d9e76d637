import { Badge, type Tone } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { findKind } from '../kinds.ts';
import type { RecordRow } from '../record-view.ts';

const tones: Record<string, Tone> = { log: 'good', problem: 'bad', part: 'warning' };

export const KindBadge = ({ kind }: { kind: string }) => (
  <Badge tone={tones[kind] ?? 'neutral'}>{findKind(kind)?.title ?? kind}</Badge>
);

export const StatusBadge = ({ status }: { status: string }) => (
  <Badge tone={status === 'open' ? 'accent' : 'neutral'}>{status === 'open' ? 'Open' : 'Closed'}</Badge>
);

export const recordPath = (page: Pick<PageRequest, 'base'>, row: Pick<RecordRow, 'number'>): string =>
  `${page.base}/records/${row.number}`;

/** A Discord user by name, or by the end of the id where Discord doesn't say the name. */
export function personName(names: ReadonlyMap<string, string>, id: string | null): string {
  if (id === null) return 'Nobody';
  return names.get(id) ?? `User …${id.slice(-4)}`;
}
