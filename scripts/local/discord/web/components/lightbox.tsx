import { useEffect, useRef } from 'hono/jsx/dom';
import { type State, set } from '../state/store.ts';

export function Lightbox({ image }: { image: NonNullable<State['lightbox']> }) {
  const link = useRef<HTMLAnchorElement>(null);
  const close = () => {
    set({ lightbox: null });
    image.back?.focus();
  };
  useEffect(() => link.current?.focus(), []);
  return (
    <div
      class="backdrop lightbox"
      role="dialog"
      aria-modal="true"
      aria-label={`Image ${image.name}`}
      onClick={(e: MouseEvent) => e.target === e.currentTarget && close()}
      onKeyDown={(e: KeyboardEvent) => {
        if (e.key === 'Tab') e.preventDefault();
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        close();
      }}
    >
      <img src={image.url} alt={image.name} />
      <a ref={link} href={image.url} target="_blank" rel="noopener noreferrer">
        Open in browser
      </a>
    </div>
  );
}
