import { pressComponent } from '../state/interactions.ts';
import { useStore } from '../state/store.ts';
import type { Component, Message } from '../state/wire.ts';
import { isBusy } from './component-button.tsx';
import { initialValues, Select } from './select.tsx';

/** A select in a message answers when its list closes with another choice than before. */
export function MessageSelect({ select, message }: { select: Component; message: Message }) {
  const busy = useStore((s) => isBusy(s, message.id, select.custom_id));
  return (
    <Select
      key={`${message.id}:${message.edited_timestamp ?? ''}`}
      select={select}
      busy={busy}
      disabled={select.disabled || busy}
      initial={initialValues(select)}
      label={select.placeholder ?? 'Select'}
      onCommit={(values) => void pressComponent(message, select, values)}
    />
  );
}
