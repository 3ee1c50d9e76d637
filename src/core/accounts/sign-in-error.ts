import { GuildhallError } from '../errors.ts';

/** A sign-in that can't be finished; starting again is the remedy. */
export class SignInError extends GuildhallError {
  readonly status = 400;
  readonly code: string = 'sign_in_failed';
}
