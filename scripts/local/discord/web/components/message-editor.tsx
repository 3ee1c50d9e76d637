import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { editMessage } from '../state/messages.ts';
import { set } from '../state/store.ts';
import type { Message } from '../state/wire.ts';

export function MessageEditor({ message }: { message: Message }) {
  const [text, setText] = useState(message.content);
  const area = useRef<HTMLTextAreaElement>(null);
  const cancel = () => {
    set({ editing: null });
    document.dispatchEvent(new CustomEvent('focus-composer'));
  };
  const save = () => {
    if (!text.trim()) return set({ editing: null, dialog: { kind: 'delete', message } });
    if (text === message.content) return cancel();
    void editMessage(message, text);
  };
  useEffect(() => {
    const el = area.current;
    el?.focus();
    el?.setSelectionRange(el.value.length, el.value.length);
  }, []);
  useEffect(() => {
    if (!area.current) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [text]);
  return (
    <div class="editor">
      <textarea
        ref={area}
        aria-label="Edit message"
        rows={1}
        value={text}
        onInput={(e: Event) => setText(e.target instanceof HTMLTextAreaElement ? e.target.value : '')}
        onKeyDown={(e: KeyboardEvent) => {
          if (e.key === 'Escape') {
            e.stopPropagation();
            cancel();
          }
          if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
            e.preventDefault();
            save();
          }
        }}
      />
      <small>
        escape to{' '}
        <button type="button" class="linkish" onClick={cancel}>
          cancel
        </button>{' '}
        • enter to{' '}
        <button type="button" class="linkish" onClick={save}>
          save
        </button>
      </small>
    </div>
  );
}
