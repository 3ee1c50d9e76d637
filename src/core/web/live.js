// Keeps pages as they are now. Regions say what changes them: data-live="record.*" and, for one thing alone,
// data-live-subject="record:<id>". A WebSocket is tried first, then an event stream, then asking every few seconds;
// each goes on behind the last event that came. Without this script every page still works, by reloading it.
const { dataset } = document.body;
const OPEN_MS = 4000;
const POLL_MS = 4000;
const PING_MS = 20000;
const BETTER_MS = 60000;
const words = {
  live: ['Live', 'This page shows changes as they happen.'],
  first: ['Connecting…', 'Soon this page shows changes as they happen.'],
  waiting: ['Reconnecting…', 'This page may be out of date for a moment.'],
  off: ['Not live', 'Reload the page to see what is new.'],
};

// A change that was made while the page was drawn may be missing on it.
let since = dataset.stream && new Date(Date.parse(dataset.drawnAt) - 5000).toISOString();
let way = 0;
let failures = 0;
let stopped = false;
let connection;

const regions = () => [...document.querySelectorAll('[data-live]')];
const listOf = (text) => (text ?? '').split(/[\s,]+/).filter(Boolean);
const fits = (patterns, type) =>
  patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );

function light(state) {
  const lamp = document.querySelector('#live-light');
  if (!lamp || lamp.dataset.state === state) return;
  lamp.hidden = false;
  lamp.dataset.state = state;
  lamp.title = words[state][1];
  lamp.querySelector('[data-words]').textContent = words[state][0];
}

// ---- what came ----
const recent = new Set();
function heard(events) {
  const fresh = events.filter(({ id }) => !recent.has(id));
  for (const { id } of fresh) recent.add(id);
  if (recent.size > 500) for (const id of [...recent].slice(0, 250)) recent.delete(id);
  for (const event of fresh) {
    document.dispatchEvent(new CustomEvent('guildhall:event', { detail: event }));
    // The page was drawn after the reader's own change that led to it.
    if (event.actor === `user:${dataset.viewer}` && event.at < dataset.drawnAt) continue;
    for (const region of regions()) {
      const subjects = listOf(region.dataset.liveSubject);
      const about = subjects.length === 0 || subjects.includes(event.subject);
      if (about && fits(listOf(region.dataset.live), event.type)) changed.add(region.id);
    }
  }
  if (changed.size > 0) refreshSoon();
}

// ---- drawing regions anew ----
const changed = new Set();
let refreshing = false;
let soon;
function refreshSoon() {
  if (soon === undefined) soon = setTimeout(refresh, 150);
}
// A menu that somebody has open is not drawn away under their hands; its part waits until it is closed.
const isUsed = (id) => !!document.getElementById(id)?.querySelector('details[data-menu][open]');
const waiting = () => [...changed].filter((id) => !isUsed(id));
document.addEventListener('toggle', () => waiting().length > 0 && refreshSoon(), true);
async function refresh() {
  soon = undefined;
  // Opening a conversation marks it as read, so nothing is opened behind somebody's back.
  const ids = waiting();
  if (refreshing || document.hidden || ids.length === 0) return;
  refreshing = true;
  for (const id of ids) changed.delete(id);
  try {
    const answer = await fetch(location.href, { headers: { 'x-live-refresh': '1' } });
    if (answer.ok && !answer.redirected) {
      const text = await answer.text();
      for (const id of ids) {
        const region = document.getElementById(id);
        if (!region) continue;
        // Lists that people have scrolled to their end stay there.
        const sticks = [...document.querySelectorAll('[data-live-end]')].filter(
          (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80,
        );
        await window.htmx.swap({
          text,
          sourceElement: region,
          target: region,
          select: `#${id}`,
          swap: 'outerMorph',
        });
        for (const list of sticks) list.scrollTop = list.scrollHeight;
      }
      document.dispatchEvent(new CustomEvent('guildhall:refreshed', { detail: ids }));
    }
  } catch {
    for (const id of ids) changed.add(id);
    setTimeout(refreshSoon, 2000);
  } finally {
    refreshing = false;
    if (waiting().length > 0) refreshSoon();
  }
}
const refreshAll = () => {
  for (const { id } of regions()) changed.add(id);
  if (changed.size > 0) refreshSoon();
};

// ---- the three ways ----
function address() {
  const all = regions();
  const types = [
    ...new Set([...all.flatMap(({ dataset: of }) => listOf(of.live)), ...listOf(dataset.streamAlso)]),
  ];
  const query = new URLSearchParams({ type: types.join(',') });
  const subjects = [...new Set(all.flatMap(({ dataset: of }) => listOf(of.liveSubject)))];
  // Subjects narrow everything, so they are asked for only when every region names its own.
  if (!dataset.streamAlso && all.every(({ dataset: of }) => of.liveSubject))
    query.set('subject', subjects.join(','));
  else if (subjects.length > 0) query.set('room', subjects.join(','));
  if (since) query.set('since', since);
  return `${dataset.stream}?${query}`;
}

function greeted(lost) {
  failures = 0;
  light('live');
  if (lost) refreshAll();
}
const say = (detail) => document.dispatchEvent(new CustomEvent('guildhall:drafts', { detail }));
/** Says what is being written where there is no socket to say it over; a colleague hears of it or not. */
const postDraft = (draft) =>
  fetch(dataset.stream, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ draft }),
  }).catch(() => {});

/** Each way gives how to end it, and calls `over(whether it ever worked)` once when it ends by itself. */
const ways = [
  function socket(over) {
    const url = new URL(address(), location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const link = new WebSocket(url);
    let worked = false;
    let answered = true;
    let count = 0;
    let told = 0;
    const end = once(() => {
      clearTimeout(opening);
      clearInterval(pulse);
      window.guildhallDraft = postDraft;
      link.close();
      over(worked);
    });
    const opening = setTimeout(end, OPEN_MS);
    const pulse = setInterval(() => {
      if (!answered) return end();
      answered = false;
      link.send('ping');
    }, PING_MS);
    link.onmessage = ({ data }) => {
      answered = true;
      if (data === 'pong') return;
      const message = JSON.parse(data);
      if (message.id) since = message.id;
      if (message.kind === 'hello') {
        worked = true;
        clearTimeout(opening);
        window.guildhallDraft = (draft) => link.send(JSON.stringify({ draft }));
        greeted(message.lost);
      } else if (message.kind === 'events') {
        heard(message.events);
        count += message.events.length;
        if (count - told >= 16) {
          told = count;
          link.send(JSON.stringify({ ack: count }));
        }
      } else if (message.kind === 'drafts') say(message);
      else if (message.kind === 'bye') end();
    };
    link.onclose = end;
    link.onerror = end;
    return end;
  },
  function stream(over) {
    const source = new EventSource(address());
    let worked = false;
    const end = once(() => {
      clearTimeout(opening);
      source.close();
      over(worked);
    });
    const opening = setTimeout(end, OPEN_MS);
    const note = (event) => {
      if (event.lastEventId) since = event.lastEventId;
      return JSON.parse(event.data);
    };
    source.addEventListener('hello', (event) => {
      worked = true;
      clearTimeout(opening);
      greeted(note(event).lost);
    });
    source.onmessage = (event) => heard([note(event)]);
    source.addEventListener('at', note);
    source.addEventListener('drafts', (event) => say(note(event)));
    source.addEventListener('bye', end);
    source.onerror = end;
    return end;
  },
  function poll(over) {
    let timer;
    const end = once(() => {
      clearTimeout(timer);
      over(true);
    });
    const ask = async () => {
      try {
        const answer = await fetch(address(), { headers: { accept: 'application/json' } });
        if (answer.status === 401 || answer.status === 403 || answer.status === 404) return halt();
        if (!answer.ok) throw new Error(String(answer.status));
        const { events, next, more, lost, drafts } = await answer.json();
        since = next;
        greeted(lost);
        heard(events);
        drafts.forEach(say);
        timer = setTimeout(ask, more ? 0 : POLL_MS);
      } catch {
        light('off');
        failures += 1;
        timer = setTimeout(ask, POLL_MS);
      }
    };
    ask();
    return end;
  },
];

function once(run) {
  let ran = false;
  return () => {
    if (ran) return;
    ran = true;
    run();
  };
}

/** Goes to the next way when one does not work here; one that worked is taken again. */
function connect() {
  if (stopped) return;
  connection = ways[way]((worked) => {
    connection = undefined;
    if (stopped) return;
    failures += 1;
    if (!worked) way = Math.min(way + 1, ways.length - 1);
    light(failures > 1 ? 'off' : 'waiting');
    setTimeout(connect, worked ? Math.min(500 * 2 ** failures, 10000) : 0);
  });
}
function halt() {
  stopped = true;
  light('off');
}
// Whoever had to fall back tries the better way again now and then.
setInterval(() => {
  if (stopped || way === 0 || document.hidden) return;
  way = 0;
  connection?.();
}, BETTER_MS);
addEventListener('pagehide', () => {
  stopped = true;
  connection?.();
});
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  stopped = false;
  refreshAll();
  connect();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && changed.size > 0) refreshSoon();
});
addEventListener('offline', () => {
  light('off');
  connection?.();
});
addEventListener('online', () => {
  if (!connection) connect();
});

if (dataset.stream && (regions().length > 0 || dataset.streamAlso)) {
  light('first');
  window.guildhallDraft = postDraft;
  connect();
}
