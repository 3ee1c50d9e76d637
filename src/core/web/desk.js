// For pages on which people are answered: shortcuts, what colleagues are writing, canned replies, notices in this
// browser. Reading and sending work without it.
const { body } = document;
const guild = body.dataset.stream ?? '';
const desk = document.querySelector('[data-desk]');
const composer = document.querySelector('[data-composer]');
const colleagues = document.querySelector('#colleagues');
const announce = (text) => {
  const announcer = document.querySelector('#announcer');
  if (announcer) announcer.textContent = text;
};

// ---- notices of new messages, on every page of the server ----
const kept = {
  on: `guildhall-notify:${guild}`,
  sound: `guildhall-sound:${guild}`,
  told: `guildhall-told:${guild}`,
  /** Nothing that happened before is told; ISO 8601, by the server's clock. */
  from: `guildhall-from:${guild}`,
};
const isOn = (name) => localStorage.getItem(kept[name]) === 'yes';
const canNotify = 'Notification' in window;

const TOLD_TYPES = 'message.received notification.added';
if (guild && isOn('on')) body.dataset.streamAlso = TOLD_TYPES;

function beep() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.35);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
  tone.onended = () => audio.close();
}

/** Several windows hear of one message, and a page hears of the last seconds before it; it is told once. */
function tellOnce({ id, at }) {
  if (at <= (localStorage.getItem(kept.from) ?? '')) return false;
  const told = (localStorage.getItem(kept.told) ?? '').split(',');
  if (told.includes(id)) return false;
  localStorage.setItem(kept.told, [...told.slice(-30), id].join(','));
  return true;
}

document.addEventListener('guildhall:event', ({ detail }) => {
  const { type, subject, data } = detail;
  if (type !== 'message.received' || !isOn('on')) return;
  const { conversation, message } = data ?? {};
  const isOthers = conversation?.assigneeId && conversation.assigneeId !== body.dataset.viewer;
  const isSeen = document.hasFocus() && colleagues?.dataset.subject === subject;
  if (!message || isOthers || isSeen || !tellOnce(detail)) return;
  if (isOn('sound')) beep();
  if (!canNotify || Notification.permission !== 'granted') return;
  const notice = new Notification(conversation.personName, {
    body: message.content.slice(0, 140) || 'sent a file',
    tag: subject,
  });
  notice.onclick = () => {
    window.focus();
    const place = conversation.feature === 'tickets' ? 'tickets' : 'inbox';
    location.href = `${guild.replace(/\/live$/, '')}/${place}/${conversation.number}`;
  };
});

// What a notification says is no business of the stream; the page shows it to whom it is for.
document.addEventListener('guildhall:event', async ({ detail }) => {
  if (detail.type !== 'notification.added' || !isOn('on') || !tellOnce(detail)) return;
  const base = guild.replace(/\/live$/, '');
  const answer = await fetch(`${base}/notifications`, { headers: { 'x-live-refresh': '1' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const item = page.querySelector(`[data-notice="${detail.subject.split(':')[1]}"]`);
  if (!item) return;
  if (isOn('sound')) beep();
  if (!canNotify || Notification.permission !== 'granted') return;
  const [title, words] = item.children;
  // The same tag as a new message has: of two notices of one thing, the later takes the place of the first.
  const notice = new Notification(title.textContent, { body: words.textContent, tag: item.dataset.subject });
  notice.onclick = () => {
    window.focus();
    location.href = words.getAttribute('href') ?? `${base}/notifications`;
  };
});

for (const box of document.querySelectorAll('[data-notify]')) {
  const on = box.querySelector('[data-notify-on]');
  const sound = box.querySelector('[data-notify-sound]');
  const problem = box.querySelector('[data-notify-problem]');
  box.hidden = false;
  on.checked = isOn('on');
  sound.checked = isOn('sound');
  sound.addEventListener('change', () => {
    localStorage.setItem(kept.sound, sound.checked ? 'yes' : 'no');
    if (sound.checked) beep();
  });
  on.addEventListener('change', async () => {
    problem.textContent = '';
    let { checked } = on;
    if (checked && canNotify && (await Notification.requestPermission()) !== 'granted') {
      checked = false;
      problem.textContent =
        'This browser does not allow it. Allow notifications for this site in its settings.';
    }
    on.checked = checked;
    const now = new Date(Date.parse(body.dataset.drawnAt) + performance.now());
    localStorage.setItem(kept.from, now.toISOString());
    localStorage.setItem(kept.on, checked ? 'yes' : 'no');
    body.dataset.streamAlso = checked ? TOLD_TYPES : '';
  });
}

// ---- what colleagues are writing ----
const DRAFT_MS = 30000;
let drafts = [];
function showColleagues() {
  if (!colleagues) return;
  const now = drafts.filter(({ shownAt }) => Date.now() - shownAt < DRAFT_MS);
  const words = now.map(({ name, text }) => `${name} is writing: “${text.slice(0, 200)}”`).join(' · ');
  if (colleagues.textContent !== words) colleagues.textContent = words;
}
document.addEventListener('guildhall:drafts', ({ detail }) => {
  if (detail.subject !== colleagues?.dataset.subject) return;
  drafts = detail.drafts.map((draft) => ({ ...draft, shownAt: Date.now() }));
  showColleagues();
});
setInterval(showColleagues, 5000);

let lastSaid = 0;
let saying;
function sayDraft() {
  saying = undefined;
  lastSaid = Date.now();
  window.guildhallDraft?.({ subject: colleagues.dataset.subject, text: composer.value.slice(0, 400) });
}
composer?.addEventListener('input', () => {
  clearTimeout(saying);
  saying = setTimeout(sayDraft, Math.max(0, 1500 - (Date.now() - lastSaid)));
});

// ---- the composer ----
const keptText = composer && `guildhall-text:${colleagues.dataset.subject}`;
if (composer) {
  // What was typed and not sent is there again after a look elsewhere.
  if (!composer.value) composer.value = sessionStorage.getItem(keptText) ?? '';
  composer.addEventListener('input', () => sessionStorage.setItem(keptText, composer.value));
  composer.form.addEventListener('submit', () => {
    clearTimeout(saying);
    if (!document.querySelector('[data-uploads] progress')) sessionStorage.removeItem(keptText);
  });
  composer.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      composer.form.requestSubmit(composer.form.querySelector('[data-send]'));
    } else if (event.key === 'Escape') composer.blur();
  });
  for (const link of document.querySelectorAll('[data-reply]')) {
    link.addEventListener('click', () => sessionStorage.setItem(keptText, composer.value));
  }
}
const canned = document.querySelector('[data-canned]');
if (canned) {
  canned.hidden = false;
  canned.addEventListener('change', () => {
    const { selectionStart, selectionEnd } = composer;
    composer.setRangeText(canned.value, selectionStart, selectionEnd, 'end');
    composer.dispatchEvent(new Event('input', { bubbles: true }));
    canned.value = '';
    composer.focus();
  });
}

// ---- files for a message: each goes up as soon as it is chosen; without this they go with the form ----
const uploads = document.querySelector('[data-uploads]');
if (uploads) {
  const input = uploads.querySelector('input[type="file"]');
  const list = uploads.querySelector('ul');
  const problem = uploads.querySelector('[data-problem]');
  const mostBytes = Number(uploads.dataset.mostBytes);
  uploads.classList.add('scripted');
  const csrf = input.form.querySelector('[name="csrf"]').value;
  const hidden = (name, value) =>
    Object.assign(document.createElement('input'), { type: 'hidden', name, value });
  const refuse = (item, words) => {
    item.remove();
    problem.textContent = words;
  };
  const addRemove = (item) => {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'button quiet small',
      textContent: 'Remove',
    });
    button.setAttribute('aria-label', `Remove ${item.dataset.name}`);
    button.addEventListener('click', () => {
      item.remove();
      input.focus();
    });
    item.append(button);
  };
  for (const item of list.children) addRemove(item);
  const send = (file) => {
    const item = Object.assign(document.createElement('li'), { textContent: `${file.name} ` });
    item.dataset.name = file.name;
    const progress = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
    progress.setAttribute('aria-label', `${file.name} is being uploaded`);
    item.append(progress);
    list.append(item);
    const request = new XMLHttpRequest();
    request.open('POST', uploads.dataset.uploads);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      progress.value = total ? loaded / total : 0;
    });
    request.addEventListener('load', () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A page with words for people instead of an answer for this script.
      }
      if (!answer.id)
        return refuse(item, `${file.name}: ${answer.problem ?? 'it was not taken. Try again in a minute.'}`);
      progress.remove();
      item.append(hidden('attachmentId', answer.id), hidden('attachmentName', answer.filename));
      addRemove(item);
      announce(`${file.name} is attached`);
    });
    request.addEventListener('error', () =>
      refuse(item, `${file.name}: the connection was lost. Choose it again.`),
    );
    const data = new FormData();
    data.append('csrf', csrf);
    data.append('files', file);
    request.send(data);
  };
  const take = (files) => {
    problem.textContent = '';
    const room = Number(uploads.dataset.most) - list.children.length;
    if (files.length > room) problem.textContent = `A message takes ${uploads.dataset.most} files at most.`;
    for (const file of [...files].slice(0, Math.max(0, room))) {
      if (file.size <= mostBytes) send(file);
      else
        problem.textContent = `${file.name} is larger than ${mostBytes / 1048576} MB. Put it somewhere and send the link.`;
    }
  };
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });
  const { form } = input;
  form.addEventListener('paste', ({ clipboardData }) => {
    if (clipboardData?.files.length) take(clipboardData.files);
  });
  form.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  form.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  form.addEventListener('submit', (event) => {
    if (!list.querySelector('progress')) return;
    event.preventDefault();
    problem.textContent = 'A file is still being uploaded. Wait for it, or remove it.';
  });
}

// ---- the list and the shortcuts ----
const end = document.querySelector('[data-live-end]');
if (end && !location.hash.startsWith('#m-')) end.scrollTop = end.scrollHeight;

const dialog = document.querySelector('#desk-keys');
const showKeys = () => dialog?.showModal();
for (const button of document.querySelectorAll('[data-show-keys]')) {
  button.hidden = false;
  button.addEventListener('click', showKeys);
}
function walk(step) {
  const rows = [...document.querySelectorAll('.desk-row')];
  const at = rows.indexOf(document.activeElement);
  const here = at >= 0 ? at : rows.findIndex((row) => row.getAttribute('aria-current'));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
  if (!next) return announce('No more conversations');
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
function press(key) {
  const target = document.querySelector(`[data-shortcut="${key}"]`);
  (target?.closest('button, a, summary') ?? target)?.click();
}
if (desk) {
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, dialog[open]');
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing) return;
    const { key } = event;
    if (key === '?') showKeys();
    else if (key === 'j') walk(1);
    else if (key === 'k') walk(-1);
    else if (key === 'r' || key === 'n') {
      event.preventDefault();
      composer?.focus();
    } else if (
      'aesu'.includes(key) ||
      (key === 'Escape' && !document.querySelector('details[data-menu][open]'))
    )
      press(key);
  });
}
