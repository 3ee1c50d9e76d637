const KEYS: readonly [keys: string, what: string][] = [
  ['j / k', 'Next and previous conversation'],
  ['r', 'Write an answer'],
  ['n', 'Write a note'],
  ['Ctrl + Enter', 'Send'],
  ['a', 'Take the conversation'],
  ['s', 'Snooze'],
  ['e', 'Close, or open again'],
  ['u', 'Mark as unread'],
  ['/', 'Search'],
  ['Esc', 'Leave the field, then the conversation'],
  ['?', 'This list'],
];

/** Keyboard shortcuts and, where the browser can, notices of new messages. Both need the script, which shows them. */
export const DeskHelp = () => (
  <>
    <fieldset class="desk-notify" data-notify hidden>
      <legend class="sr-only">Notices in this browser</legend>
      <label>
        <input type="checkbox" data-notify-on /> Tell me of new messages in this browser
      </label>
      <label>
        <input type="checkbox" data-notify-sound /> with a sound
      </label>
      <p class="help" data-notify-problem role="status"></p>
    </fieldset>
    <dialog id="desk-keys" class="desk-keys" aria-labelledby="desk-keys-title">
      <h2 id="desk-keys-title">Keyboard shortcuts</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button class="button plain" type="submit">
          Close
        </button>
      </form>
    </dialog>
    <button class="button quiet small" type="button" data-show-keys hidden>
      Keyboard shortcuts
    </button>
  </>
);
