/** Whether an address belongs to the dashboard; everything else is the API's, which answers in JSON. */
export function isWebPath(url: string): boolean {
  const { pathname } = new URL(url);
  return pathname === '/' || /^\/(?:auth|account|guilds|assets)(?:\/|$)/.test(pathname);
}
