import type { Problem } from '../../http/problem.ts';
import { ButtonLink, Words } from '../components/basics.tsx';

const titles: Record<number, string> = {
  400: 'That did not work',
  401: 'Please sign in',
  403: 'This is not for you',
  404: 'Nothing is here',
  409: 'Somebody was faster',
  422: 'That cannot be saved like this',
  429: 'That is enough for now',
  503: 'Not just now',
};

/** What went wrong, in words, with the reference to report where it was our fault. */
export const ProblemPage = (props: {
  problem: Problem;
  signIn: string | undefined;
  back: string | undefined;
}) => (
  <section class="problem-page">
    <p class="problem-status">{props.problem.status}</p>
    <h1>{titles[props.problem.status] ?? 'Something broke'}</h1>
    <p class="lead">
      <Words text={props.problem.detail} />
    </p>
    <div class="row">
      {props.signIn && (
        <ButtonLink href={props.signIn} kind="primary">
          Sign in with Discord
        </ButtonLink>
      )}
      {props.back && <ButtonLink href={props.back}>Go back</ButtonLink>}
      <ButtonLink href="/">Choose a server</ButtonLink>
    </div>
    <p class="reference">
      Reference <code>{props.problem.requestId}</code>
    </p>
  </section>
);
