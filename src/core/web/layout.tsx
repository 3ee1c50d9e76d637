import type { Child } from 'hono/jsx';
import type { AssetPaths } from './assets.ts';
import { Initials, Words } from './components/basics.tsx';
import { ActionButton } from './components/form.tsx';
import { Icon, Logo } from './components/icon.tsx';
import type { NavigationEntry } from './page.ts';

export type Theme = 'system' | 'light' | 'dark';

/** Who looks, on pages of people who are signed in. */
export interface Shell {
  userName: string;
  csrf: string;
  /** Absent outside of a guild. */
  guild?: {
    name: string;
    base: string;
    role: string;
    navigation: readonly NavigationEntry[];
    path: string;
    /** Of whoever looks, and when the page began to be drawn: from there on the live stream keeps it as it is. */
    viewerId: string;
    drawnAt: Date;
  };
}

export interface LayoutProps {
  title: string;
  assets: AssetPaths;
  theme: Theme;
  flash?: string | undefined;
  shell?: Shell | undefined;
  children?: Child;
}

/** The whole document. */
export const Layout = ({ title, assets, theme, flash, shell, children }: LayoutProps) => (
  <html lang="en" data-theme={theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
      <meta name="robots" content="noindex" />
      <meta
        name="htmx-config"
        content='{"includeIndicatorCSS":false,"history":"reload","transitions":false}'
      />
      <title>{`${title} · ${shell?.guild ? `${shell.guild.name} · ` : ''}Guildhall`}</title>
      <link rel="stylesheet" href={assets.style} />
      <link rel="icon" href={assets.icon} type="image/svg+xml" />
      <script src={assets.script} defer></script>
      <script src={assets.htmx} defer></script>
      {shell && <script src={assets.desk} type="module"></script>}
      {shell?.guild && (
        <>
          <script src={assets.live} type="module"></script>
          <script src={assets.board} type="module"></script>
        </>
      )}
    </head>
    <body class={shell?.guild ? 'with-sidebar' : 'plain-page'} {...liveData(shell)}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      {shell?.guild ? (
        <Sidebar shell={shell} theme={theme} guild={shell.guild} />
      ) : (
        <TopBar shell={shell} theme={theme} />
      )}
      <main id="main" tabindex={-1}>
        {flash && (
          <div class="flash" role="status">
            <Icon name="check" />
            <div>
              <Words text={flash} />
            </div>
          </div>
        )}
        {children}
      </main>
      <div id="announcer" class="sr-only" role="status"></div>
    </body>
  </html>
);

/** What the live script works by. */
const liveData = (shell: Shell | undefined) =>
  shell?.guild
    ? {
        'data-stream': `${shell.guild.base}/live`,
        'data-drawn-at': shell.guild.drawnAt.toISOString(),
        'data-viewer': shell.guild.viewerId,
      }
    : {};

/** Says whether the page keeps itself up to date; shown by the script that does it. */
const LiveLight = () => (
  <p id="live-light" class="live-light" role="status" hidden>
    <span class="lamp" aria-hidden="true"></span>
    <span data-words></span>
  </p>
);

const TopBar = ({ shell, theme }: { shell: Shell | undefined; theme: Theme }) => (
  <header class="top-bar">
    <a class="brand" href="/">
      <Logo />
      Guildhall
    </a>
    {shell && <PersonMenu shell={shell} theme={theme} />}
  </header>
);

const Sidebar = ({
  shell,
  theme,
  guild,
}: {
  shell: Shell;
  theme: Theme;
  guild: NonNullable<Shell['guild']>;
}) => (
  <header class="sidebar">
    <a class="brand" href="/">
      <Logo />
      Guildhall
    </a>
    <LiveLight />
    <details class="phone-menu" data-menu>
      <summary>
        <Icon name="menu" />
        <span>Menu</span>
      </summary>
      <Navigation guild={guild} label="Menu" />
      <PersonMenu shell={shell} theme={theme} />
    </details>
    <div class="wide-menu">
      <a class="guild-switch" href="/" title="Choose another server">
        <Initials name={guild.name} />
        <span>
          <strong>{guild.name}</strong>
          <small>{guild.role}</small>
        </span>
      </a>
      <Navigation guild={guild} label="Main" keys />
      <PersonMenu shell={shell} theme={theme} />
    </div>
  </header>
);

const Navigation = (props: { guild: NonNullable<Shell['guild']>; label: string; keys?: boolean }) => {
  const { navigation, base, path } = props.guild;
  const isHere = (entry: NavigationEntry) =>
    entry.path === '' ? path === '' : path === entry.path || path.startsWith(`${entry.path}/`);
  const list = (group: NavigationEntry['group']) => (
    <ul>
      {navigation
        .filter((entry) => entry.group === group)
        .map((entry) => (
          <li>
            <a
              href={`${base}${entry.path}`}
              aria-current={isHere(entry) ? 'page' : undefined}
              data-key={props.keys ? entry.key : undefined}
              title={props.keys && entry.key ? `Shortcut: g then ${entry.key}` : undefined}
            >
              <Icon name={entry.icon} />
              {entry.title}
            </a>
          </li>
        ))}
    </ul>
  );
  return (
    <nav aria-label={props.label}>
      {list('main')}
      {navigation.some(({ group }) => group === 'manage') && (
        <>
          <p class="nav-title">Manage</p>
          {list('manage')}
        </>
      )}
    </nav>
  );
};

const themes: readonly { value: Theme; title: string }[] = [
  { value: 'system', title: 'Auto' },
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
];

const PersonMenu = ({ shell, theme }: { shell: Shell; theme: Theme }) => (
  <div class="person">
    <a class="person-name" href="/account">
      <Initials name={shell.userName} />
      <span>{shell.userName}</span>
    </a>
    <div class="person-actions">
      <fieldset class="themes">
        <legend class="sr-only">Appearance</legend>
        {themes.map(({ value, title }) => (
          <ActionButton
            page={shell}
            action="/account/theme"
            values={{ theme: value }}
            kind="quiet"
            label={`${title} appearance${value === theme ? ' (chosen)' : ''}`}
          >
            <span class={value === theme ? 'chosen' : undefined}>{title}</span>
          </ActionButton>
        ))}
      </fieldset>
      <ActionButton page={shell} action="/auth/sign-out" kind="quiet">
        Sign out
      </ActionButton>
    </div>
  </div>
);
