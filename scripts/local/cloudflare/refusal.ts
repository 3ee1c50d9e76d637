/** What Cloudflare's API answers when it does not do as asked. The codes are Cloudflare's own where they are known. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

export const unauthorized = () => new Refusal(403, 10000, 'Authentication error');
export const invalidToken = () => new Refusal(403, 9109, 'Invalid access token');
export const noRoute = (path: string) =>
  new Refusal(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`);
export const noWorker = () => new Refusal(404, 10007, 'This Worker does not exist on your account.');
