// For boards, whose cards are dragged, and for tables whose rows are ticked. Menus and forms do the same without it.

// ---- cards ----
const board = () => document.querySelector('[data-board]');
let dragged;
document.addEventListener('dragstart', (event) => {
  const card = event.target.closest?.('[data-ticket]');
  if (!card || !board()) return;
  dragged = { ticket: card.dataset.ticket, from: card.closest('[data-column]')?.dataset.column };
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', `#${card.dataset.ticket}`);
  card.classList.add('dragged');
});
const unmark = () => {
  for (const marked of document.querySelectorAll('.over, .dragged'))
    marked.classList.remove('over', 'dragged');
};
document.addEventListener('dragend', () => {
  dragged = undefined;
  unmark();
});
document.addEventListener('dragover', (event) => {
  const column = event.target.closest?.('[data-column]');
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of document.querySelectorAll('[data-column].over'))
    if (other !== column) other.classList.remove('over');
  column.classList.toggle('over', column.dataset.column !== dragged.from);
});
document.addEventListener('drop', (event) => {
  const column = event.target.closest?.('[data-column]');
  if (!dragged || !column) return;
  event.preventDefault();
  const status = column.dataset.column;
  const { ticket, from } = dragged;
  unmark();
  if (status === from) return;
  // The same form that the card's menu sends, so that what is refused is told in words.
  const form = document.createElement('form');
  form.method = 'post';
  form.action = board().dataset.board;
  const values = { csrf: board().dataset.csrf, ticket, status };
  for (const [name, value] of Object.entries(values))
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
});

// ---- rows ----
const ticked = new Set();
const boxes = () => [
  ...document.querySelectorAll('[data-ticks] tbody input[type="checkbox"]:not(:disabled)'),
];
function showTicks() {
  const all = boxes();
  const whole = document.querySelector('[data-tick-all]');
  const words = document.querySelector('[data-tick-count]');
  const count = all.filter(({ checked }) => checked).length;
  if (whole) {
    whole.hidden = all.length === 0;
    whole.checked = count > 0 && count === all.length;
    whole.indeterminate = count > 0 && count < all.length;
  }
  if (words && count > 0) words.textContent = count === 1 ? '1 is ticked.' : `${count} are ticked.`;
  else if (words) words.textContent = words.dataset.tickCount;
}
document.addEventListener('change', ({ target }) => {
  if (!target.matches?.('[data-ticks] input[type="checkbox"]')) return;
  if (target.matches('[data-tick-all]')) for (const box of boxes()) box.checked = target.checked;
  ticked.clear();
  for (const { checked, value } of boxes()) if (checked) ticked.add(value);
  showTicks();
});
// What was ticked stays so when the table is drawn anew.
for (const drawn of ['guildhall:refreshed', 'htmx:after:swap']) {
  document.addEventListener(drawn, () => {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    showTicks();
  });
}
addEventListener('pageshow', showTicks);
