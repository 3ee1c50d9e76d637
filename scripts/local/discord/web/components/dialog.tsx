import { type Child, useEffect, useId, useRef } from 'hono/jsx/dom';
import { Icon } from './icons.tsx';

const focusable =
  'button:not([disabled]), a[href], input:not([hidden]):not([disabled]), textarea, select, [tabindex="0"]';

/** Keeps Tab inside, closes on Escape and on the backdrop, gives focus back to where it was. */
export function Dialog({
  title,
  onClose,
  children,
  class: name = '',
}: {
  title: string;
  onClose: () => void;
  children: Child;
  class?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const first = box.current?.querySelector<HTMLElement>(`[autofocus], .dialog-body :is(${focusable})`);
    (first ?? box.current)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the backdrop closes by mouse as Escape does by key
    <div
      class="backdrop"
      onMouseDown={(e: MouseEvent) => e.target === e.currentTarget && onClose()}
      onKeyDown={(e: KeyboardEvent) => {
        if (e.key === 'Escape') {
          e.stopPropagation();
          onClose();
        }
        if (e.key !== 'Tab') return;
        const all = [...(box.current?.querySelectorAll<HTMLElement>(focusable) ?? [])].filter(
          (el) => el.offsetParent,
        );
        const edge = e.shiftKey ? all[0] : all.at(-1);
        if (document.activeElement !== edge) return;
        e.preventDefault();
        (e.shiftKey ? all.at(-1) : all[0])?.focus();
      }}
    >
      <div
        class={`dialog ${name}`}
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        ref={box}
      >
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="plain tool" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </div>
  );
}
