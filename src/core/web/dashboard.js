// What makes the dashboard nicer to use. Every page works without it.
const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const steps = [
  [60, 'minute'],
  [3600, 'hour'],
  [86400, 'day'],
  [30.4 * 86400, 'month'],
  [365.25 * 86400, 'year'],
];
const distance = (seconds) => {
  const [length, unit] = steps.findLast(([least]) => Math.abs(seconds) >= least) ?? [];
  return unit ? relative.format(Math.round(seconds / length), unit) : relative.format(0, 'second');
};
const NEAR_S = 6 * 86400;
// Whoever looks reads times by their own clock: `full` names it, `near` and `relative` say how far off they are.
const times = () => {
  for (const element of document.querySelectorAll('time[data-local]')) {
    const at = new Date(element.dateTime);
    const seconds = (at.getTime() - Date.now()) / 1000;
    const { local } = element.dataset;
    element.title = exact.format(at);
    if (local === 'full') element.textContent = exact.format(at);
    else if (local === 'relative' || Math.abs(seconds) <= NEAR_S) element.textContent = distance(seconds);
    else element.textContent = long.format(at);
  }
};
setInterval(times, 30_000);

// Where one is stays in sight, in menus and tabs that are longer than their room. Not by scrollIntoView, after which
// the Tab key would go on from there.
const showCurrent = () => {
  for (const entry of document.querySelectorAll('.wide-menu nav [aria-current], .tabs [aria-current]')) {
    const room = entry.closest('nav');
    const [here, all] = [entry.getBoundingClientRect(), room.getBoundingClientRect()];
    room.scrollTop += Math.max(0, here.bottom - all.bottom);
    room.scrollLeft += (here.left + here.right - all.left - all.right) / 2;
  }
};

let waitsForLetter = 0;
const shortcut = (event) => {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === 'Escape' && typing?.type === 'search') typing.blur();
  if (typing) return;
  if (event.key === '/') {
    const search = document.querySelector('input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === 'g') {
    waitsForLetter = Date.now();
  } else if (Date.now() - waitsForLetter < 1200 && /^[a-z]$/.test(event.key)) {
    waitsForLetter = 0;
    document.querySelector(`[data-key="${event.key}"]`)?.click();
  }
};

document.addEventListener('DOMContentLoaded', () => {
  times();
  showCurrent();
  // Screen readers keep silent about what was on the page from the beginning, so it is put there once more.
  document.querySelector('#problems')?.focus();
  const flash = document.querySelector('.flash');
  flash?.append(...flash.childNodes);
});
document.addEventListener('htmx:after:swap', () => {
  times();
  // A screen reader hears how much was found, not the whole table.
  const found = document.querySelector('#results[data-summary]');
  if (found) document.querySelector('#announcer').textContent = found.dataset.summary;
});
document.addEventListener('keydown', shortcut);
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    const said = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = said;
    }, 1500);
  });
});
// A form that is sent twice by impatience is sent once.
document.addEventListener('submit', (event) => {
  const { target } = event;
  if (target.method !== 'post') return;
  if (target.dataset.sent) event.preventDefault();
  target.dataset.sent = 'yes';
});
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// On a phone the menu closes when its page is chosen; Escape closes it as well.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
