import type { Child } from 'hono/jsx/dom';

interface Props {
  id?: string;
  /** Spoken instead of the content, where that is more than words. */
  label?: string;
  active: boolean;
  selected: boolean;
  onHover: () => void;
  onPick: () => void;
  children: Child;
}
/** One line of any listbox. Focus stays in the field beside the list, which handles every key. */
export function Option({ id, label, active, selected, onHover, onPick, children }: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox that owns the list takes Enter and the arrow keys
    <div
      id={id}
      aria-label={label}
      role="option"
      tabIndex={-1}
      aria-selected={selected ? 'true' : 'false'}
      class={`option${active ? ' active' : ''}`}
      onMouseMove={() => !active && onHover()}
      onMouseDown={(e: MouseEvent) => e.preventDefault()}
      onClick={(e: MouseEvent) => {
        e.preventDefault();
        onPick();
      }}
    >
      {children}
    </div>
  );
}
