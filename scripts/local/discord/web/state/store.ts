import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';
import type { Channel, Command, Guild, Id, Message, Modal, Status, User } from './wire.ts';

export interface Route {
  guild: Id | '@me';
  channel: Id | null;
  message: Id | null;
}
export interface Page {
  list: Message[];
  complete: boolean;
  loading: boolean;
  error?: string;
}
export interface Toast {
  id: number;
  kind: 'error' | 'info';
  title: string;
  detail?: string;
}
export interface MenuItem {
  label: string;
  run?: () => void;
  danger?: boolean;
  disabled?: boolean;
  icon?: string;
  hint?: string;
  children?: MenuItem[];
  separator?: boolean;
}
export interface OpenMenu {
  x: number;
  y: number;
  label: string;
  items: MenuItem[];
  back: HTMLElement | null;
}
/** An interaction on its way: what it belongs to, so that its outcome can be shown in the right place. */
export interface Pending {
  kind: 'command' | 'component' | 'modal' | 'autocomplete';
  channel: Id;
  label: string;
  message?: Id;
  customId?: string;
  id?: Id;
}
export interface Unread {
  count: number;
  mentions: number;
  after: Id | null;
}
export type Dialog =
  | { kind: 'forward'; message: Message }
  | { kind: 'thread'; channel: Id; message?: Message }
  | { kind: 'delete'; message: Message }
  | { kind: 'switcher' }
  | { kind: 'keys' }
  | { kind: 'profile'; user: Id }
  | { kind: 'leave'; guild: Guild }
  | { kind: 'join' };

export interface State {
  status: 'loading' | 'ready' | 'offline' | 'failed';
  problem: string | null;
  me: Id;
  application: { id: Id; name: string };
  bot: User | null;
  users: Record<Id, User>;
  guilds: Record<Id, Guild>;
  guildOrder: Id[];
  /** Servers that the acting person is not in. */
  joinable: { id: Id; name: string }[];
  /** Of those who are not offline. */
  presences: Record<Id, Status>;
  channels: Record<Id, Channel>;
  route: Route;
  pages: Record<Id, Page>;
  unread: Record<Id, Unread>;
  typing: Record<Id, Record<Id, number>>;
  pending: Record<string, Pending>;
  failed: Record<Id, string>;
  waiting: { nonce: string; channel: Id; label: string; failed?: string }[];
  commands: Record<string, Command[]>;
  modal: { modal: Modal; channel: Id; error: string | null; busy: boolean; nonce: string | null } | null;
  menu: OpenMenu | null;
  dialog: Dialog | null;
  lightbox: { url: string; name: string; back: HTMLElement | null } | null;
  picker: { x: number; y: number; pick: (emoji: string) => void; back: HTMLElement | null } | null;
  toasts: Toast[];
  reply: Record<Id, { message: Message; mention: boolean }>;
  editing: Id | null;
  highlight: Id | null;
  dmsClosed: boolean;
  members: boolean;
  nav: boolean;
  developer: boolean;
  theme: 'dark' | 'light';
}

let state: State = {
  status: 'loading',
  problem: null,
  me: '',
  application: { id: '', name: '' },
  bot: null,
  users: {},
  guilds: {},
  guildOrder: [],
  joinable: [],
  presences: {},
  channels: {},
  route: { guild: '@me', channel: null, message: null },
  pages: {},
  unread: {},
  typing: {},
  pending: {},
  failed: {},
  waiting: [],
  commands: {},
  modal: null,
  menu: null,
  dialog: null,
  lightbox: null,
  picker: null,
  toasts: [],
  reply: {},
  editing: null,
  highlight: null,
  dmsClosed: false,
  members: true,
  nav: false,
  developer: false,
  theme: 'dark',
};

const listeners = new Set<() => void>();

export const get = (): State => state;

export function set(patch: Partial<State> | ((state: State) => Partial<State>)): void {
  state = { ...state, ...(typeof patch === 'function' ? patch(state) : patch) };
  for (const listener of [...listeners]) listener();
}

/** Re-renders the calling component when the selected value changes; select existing objects, never build new ones. */
export function useStore<T>(select: (state: State) => T): T {
  const [, bump] = useState(0);
  const value = select(state);
  const latest = useRef({ select, value });
  latest.current = { select, value };
  useLayoutEffect(() => {
    const listener = () => {
      const { select: current, value: shown } = latest.current;
      if (!Object.is(current(state), shown)) bump((n) => n + 1);
    };
    listeners.add(listener);
    listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return value;
}

let toastId = 0;
export function toast(title: string, detail?: string, kind: Toast['kind'] = 'error'): void {
  const id = ++toastId;
  set((s) => ({ toasts: [...s.toasts.slice(-3), { id, kind, title, detail }] }));
  setTimeout(() => dismissToast(id), kind === 'error' ? 9000 : 4000);
}
export const dismissToast = (id: number): void =>
  set((s) => ({ toasts: s.toasts.filter((t) => t.id !== id) }));
