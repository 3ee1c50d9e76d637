import { GuildhallError } from '../../core/errors.ts';

/** Name of the guard that fails when somebody was faster with the same proof. */
export const PROOF_SPENT = 'link-proof-spent';

/** What should prove an account proves nothing (any more). */
export class LinkProofError extends GuildhallError {
  readonly status = 400;
  readonly code = 'link_not_valid';
}

/** One sentence for every code that does not work, so that answers tell nothing about codes of others. */
export const wrongCode = () =>
  new LinkProofError(
    'This code does not work: it is mistyped, was used already, or is older than an hour. Get a new one where you have your account.',
  );
