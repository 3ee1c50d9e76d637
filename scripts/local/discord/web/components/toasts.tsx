import { dismissToast, useStore } from '../state/store.ts';
import { Icon } from './icons.tsx';

export function Toasts() {
  const toasts = useStore((s) => s.toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((t) => (
        <div class={`toast ${t.kind}`} key={String(t.id)}>
          <Icon name={t.kind === 'error' ? 'alert' : 'check'} size={18} />
          <span>
            <strong>{t.title}</strong>
            {t.detail ? <small>{t.detail}</small> : null}
          </span>
          <button type="button" class="plain" aria-label="Close notice" onClick={() => dismissToast(t.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
