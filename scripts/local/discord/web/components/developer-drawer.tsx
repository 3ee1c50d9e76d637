import { useEffect, useState } from 'hono/jsx/dom';
import type { DeveloperCall, DeveloperInteraction, DeveloperReport } from '../../client-types.ts';
import { api, messageOf } from '../state/api.ts';
import { copy } from '../state/menus.ts';
import { displayName } from '../state/selectors.ts';
import { get, set, useStore } from '../state/store.ts';
import { Icon } from './icons.tsx';

const kinds: Record<number, string> = {
  1: 'ping',
  2: 'command',
  3: 'component',
  4: 'autocomplete',
  5: 'modal',
};
/** How often the open drawer asks again, in milliseconds. */
const every = 1500;
/** Bodies arrive as text when they were text: JSON among them is laid out all the same. */
function pretty(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? 'nothing';
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
const clock = (at: number): string => new Date(at).toLocaleTimeString();

function Json({ title, value }: { title: string; value: unknown }) {
  const text = pretty(value);
  return (
    <details class="json" open>
      <summary>
        {title}
        <button
          type="button"
          class="plain"
          aria-label={`Copy ${title}`}
          onClick={(e: MouseEvent) => {
            e.preventDefault();
            void copy(text, title);
          }}
        >
          <Icon name="copy" size={14} />
        </button>
      </summary>
      <pre>{text}</pre>
    </details>
  );
}

function InteractionRow({ item }: { item: DeveloperInteraction }) {
  const [open, setOpen] = useState(false);
  const slow = (item.latency_ms ?? 0) > 1500;
  return (
    <li class={item.failure ? 'failed' : ''}>
      <button
        type="button"
        class="dev-row"
        aria-expanded={open ? 'true' : 'false'}
        onClick={() => setOpen(!open)}
      >
        <span class={`dev-kind k${item.type}`}>{kinds[item.type] ?? item.type}</span>
        <span class="dev-label">
          {item.label}
          <small>
            {displayName(get().users[item.user_id])} · {clock(item.at)}
          </small>
        </span>
        <span class={slow ? 'dev-ms slow' : 'dev-ms'}>
          {item.latency_ms === null ? '…' : `${Math.round(item.latency_ms)} ms`}
        </span>
        <span class={`dev-status${item.failure ? ' bad' : ''}`}>{item.http_status ?? '–'}</span>
      </button>
      {open ? (
        <div class="dev-detail">
          {item.failure ? <p class="problem">{item.failure}</p> : null}
          <small>
            POST {item.endpoint ?? 'no endpoint set'} · signature {item.signature_ok ? 'accepted' : 'refused'}
          </small>
          <Json title="Response" value={item.response} />
          <Json title="Payload" value={item.payload} />
        </div>
      ) : null}
    </li>
  );
}

function CallRow({ call }: { call: DeveloperCall }) {
  const [open, setOpen] = useState(false);
  return (
    <li class={call.status >= 400 ? 'failed' : ''}>
      <button
        type="button"
        class="dev-row"
        aria-expanded={open ? 'true' : 'false'}
        onClick={() => setOpen(!open)}
      >
        <span class={`dev-kind m${call.method}`}>{call.method}</span>
        <span class="dev-label">
          {call.path}
          <small>{clock(call.at)}</small>
        </span>
        <span class={`dev-status${call.status >= 400 ? ' bad' : ''}`}>{call.status}</span>
      </button>
      {open ? (
        <div class="dev-detail">
          <Json title="Body" value={call.body} />
          <Json title="Response" value={call.response} />
        </div>
      ) : null}
    </li>
  );
}

export function DeveloperDrawer() {
  const [report, setReport] = useState<DeveloperReport | null>(null);
  const [tab, setTab] = useState<'interactions' | 'calls'>('interactions');
  const [query, setQuery] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const application = useStore((s) => s.application);
  useEffect(() => {
    let stopped = false;
    let last = '';
    const read = async () => {
      try {
        const fresh = await api<DeveloperReport>('GET', '/developer');
        const text = JSON.stringify(fresh);
        if (!stopped && text !== last) setReport(fresh);
        last = text;
        setProblem(null);
      } catch (error) {
        setProblem(messageOf(error));
      }
    };
    void read();
    const timer = setInterval(() => !document.hidden && void read(), every);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, []);
  const fits = (value: unknown) =>
    !query || JSON.stringify(value).toLowerCase().includes(query.toLowerCase());
  const interactions = report?.interactions.filter(fits) ?? [];
  const calls = report?.calls.filter(fits) ?? [];
  const shown = tab === 'interactions' ? interactions.length : calls.length;
  return (
    <aside
      class="drawer"
      aria-label="Developer drawer"
      onKeyDown={(e: KeyboardEvent) => e.key === 'Escape' && set({ developer: false })}
    >
      <div class="drawer-head">
        <strong>Developer</strong>
        <small>{application.name}</small>
        <button
          type="button"
          class="plain tool"
          aria-label="Close developer drawer"
          onClick={() => set({ developer: false })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="tabs" role="tablist">
        {(['interactions', 'calls'] as const).map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            aria-selected={tab === name ? 'true' : 'false'}
            onClick={() => setTab(name)}
          >
            {name === 'interactions' ? 'Interactions' : 'REST calls'}{' '}
            <small>{(report?.[name] ?? []).length}</small>
          </button>
        ))}
      </div>
      <input
        class="wide"
        type="search"
        placeholder="Filter by anything in the JSON"
        aria-label="Filter"
        value={query}
        onInput={(e: Event) => setQuery(e.target instanceof HTMLInputElement ? e.target.value : '')}
      />
      {problem ? <p class="problem">{problem}</p> : null}
      <ul class="dev-list" role="tabpanel">
        {tab === 'interactions'
          ? interactions.map((item) => <InteractionRow key={item.id} item={item} />)
          : calls.map((call) => <CallRow key={String(call.id)} call={call} />)}
        {report && !shown ? (
          <li class="hint">
            {query
              ? 'Nothing matches.'
              : tab === 'interactions'
                ? 'Run a command or press a button: the signed request and its answer appear here.'
                : 'The application has not called the REST API yet.'}
          </li>
        ) : null}
      </ul>
    </aside>
  );
}
