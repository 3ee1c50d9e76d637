import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { closeMenu } from '../state/menus.ts';
import { type MenuItem, type OpenMenu, set } from '../state/store.ts';
import { Icon, type IconName } from './icons.tsx';

/** Keeps a box inside the window with 8 px of air. */
function place(el: HTMLElement | null, x: number, y: number): void {
  if (!el) return;
  const { width, height } = el.getBoundingClientRect();
  el.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  el.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  el.style.visibility = 'visible';
}

interface ListProps {
  items: MenuItem[];
  label: string;
  at: { x: number; y: number; left?: number };
  onBack?: () => void;
}
function MenuList({ items, label, at, onBack }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [sub, setSub] = useState<{ index: number; x: number; y: number; left: number } | null>(null);
  // Measured after the frame: while it is being built the list is not in the document yet.
  useEffect(() => {
    const el = list.current;
    if (!el) return;
    const width = el.getBoundingClientRect().width;
    const flip = at.left !== undefined && at.x + width + 8 > innerWidth;
    place(el, flip ? (at.left ?? 0) - width : at.x, at.y);
    el.querySelector<HTMLElement>('[role=menuitem]:not([aria-disabled=true])')?.focus();
  }, [at.x, at.y]);
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>(':scope > [role=menuitem]') ?? [])];
  const openSub = (index: number) => {
    const box = entries()[index]?.getBoundingClientRect();
    if (box) setSub({ index, x: box.right - 2, y: box.top - 6, left: box.left + 2 });
  };
  const run = (item: MenuItem, index: number) => {
    if (item.disabled) return;
    if (item.children) return openSub(index);
    closeMenu();
    item.run?.();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const all = entries();
    const here = all.indexOf(document.activeElement as HTMLElement);
    if (here < 0) return;
    e.stopPropagation();
    const item = items[here];
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    } else if (e.key === 'ArrowRight' && item?.children) openSub(here);
    else if (e.key === 'ArrowLeft' && onBack) onBack();
    else if (e.key === 'Escape' || e.key === 'Tab') {
      e.preventDefault();
      closeMenu();
    } else if (e.key.length === 1 && /\S/.test(e.key)) {
      const next = items.findIndex(
        (i, n) => n > here && i.label.toLowerCase().startsWith(e.key.toLowerCase()),
      );
      all[next]?.focus();
    }
  };
  const child = sub ? items[sub.index] : undefined;
  return (
    <div class="menu-layer">
      <div class="menu" role="menu" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {items.map((item, i) => (
          <div
            key={`${item.label}${i}`}
            role="menuitem"
            tabIndex={-1}
            class={`menu-item${item.danger ? ' danger' : ''}${item.separator ? ' separated' : ''}`}
            aria-disabled={item.disabled ? 'true' : 'false'}
            aria-haspopup={item.children ? 'menu' : undefined}
            aria-expanded={item.children ? (sub?.index === i ? 'true' : 'false') : undefined}
            onMouseEnter={() => (item.children ? openSub(i) : setSub(null))}
            onClick={() => run(item, i)}
            onKeyDown={(e: KeyboardEvent) => {
              if (e.key !== 'Enter' && e.key !== ' ') return;
              e.preventDefault();
              e.stopPropagation();
              run(item, i);
            }}
          >
            <span>
              {item.label}
              {item.hint ? <small>{item.hint}</small> : null}
            </span>
            {item.children ? (
              <Icon name="right" size={16} />
            ) : item.icon ? (
              <Icon name={item.icon as IconName} size={16} />
            ) : null}
          </div>
        ))}
      </div>
      {child?.children && sub ? (
        <MenuList
          key={`sub${sub.index}`}
          items={child.children}
          label={child.label}
          at={sub}
          onBack={() => {
            setSub(null);
            entries()[sub.index]?.focus();
          }}
        />
      ) : null}
    </div>
  );
}

export function ContextMenu({ menu }: { menu: OpenMenu }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const away = (e: Event) => {
      if (e.target instanceof Node && !root.current?.contains(e.target)) set({ menu: null });
    };
    const onEscape = (e: KeyboardEvent) => e.key === 'Escape' && closeMenu();
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', onEscape);
    addEventListener('resize', closeMenu);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('keydown', onEscape);
      removeEventListener('resize', closeMenu);
    };
  }, []);
  return (
    <div class="menu-root" ref={root}>
      <MenuList items={menu.items} label={menu.label} at={menu} />
    </div>
  );
}
