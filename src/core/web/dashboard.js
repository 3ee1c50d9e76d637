// What makes the dashboard nicer to use. Every page works without it.
const times = () => {
  const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const near = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  for (const element of document.querySelectorAll('time[data-local]')) {
    const at = new Date(element.dateTime);
    const seconds = (at.getTime() - Date.now()) / 1000;
    const size = Math.abs(seconds);
    element.title = long.format(at);
    element.textContent =
      element.dataset.local === 'full' || size > 6 * 86400
        ? long.format(at)
        : size < 60
          ? near.format(0, 'second')
          : size < 3600
            ? near.format(Math.round(seconds / 60), 'minute')
            : size < 86400
              ? near.format(Math.round(seconds / 3600), 'hour')
              : near.format(Math.round(seconds / 86400), 'day');
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

document.addEventListener('DOMContentLoaded', times);
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
