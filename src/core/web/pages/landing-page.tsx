import { ButtonLink } from '../components/basics.tsx';
import { Logo } from '../components/icon.tsx';

/** What somebody sees who is not signed in. */
export const LandingPage = () => (
  <section class="landing">
    <Logo />
    <h1>Your Discord server, run well</h1>
    <p class="lead">
      What people say in Discord becomes records that someone owns, finds again and closes. See them all here,
      change how Guildhall works, and look up who did what.
    </p>
    <ButtonLink href="/auth/discord" kind="primary">
      Sign in with Discord
    </ButtonLink>
    <p class="help">
      Guildhall learns who you are and which servers you are in. It can't read or post as you.
    </p>
  </section>
);
