/** Services that must not be spoken to with HTTP, or that answer it with harm: SSH, mail, databases, caches, consoles. */
const BLOCKED_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 53, 69, 110, 111, 119, 123, 135, 137, 139, 143, 161, 179,
  389, 445, 465, 512, 513, 514, 515, 587, 636, 873, 993, 995, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 3306,
  3389, 4369, 5432, 5672, 5984, 5985, 6000, 6379, 6443, 6667, 9092, 9200, 10250, 11211, 27017,
]);
/** Names that never lead to the public internet. */
const BLOCKED_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|test|invalid|onion|home\.arpa)$/;
const LONGEST_URL = 2_000;

export interface AddressRules {
  /** True where the product itself runs at http://127.0.0.1 or localhost: then such addresses may be called too. */
  localRun: boolean;
}

/** An address that may be called as far as its text tells, or why not. */
export type Checked = { ok: true; url: URL; literal: boolean } | { ok: false; problem: string };

/**
 * Judges an endpoint's address by its text: https, no credentials, a public host, no odd port. The parser of the
 * platform has by then turned decimal, octal, hex and IPv4-mapped forms into plain addresses, so none slips through.
 * @see https://url.spec.whatwg.org/#concept-ipv4-parser
 */
export function checkAddress(text: string, { localRun }: AddressRules): Checked {
  const no = (problem: string): Checked => ({ ok: false, problem });
  if (text.length > LONGEST_URL) return no(`The address is longer than ${LONGEST_URL} characters.`);
  const url = URL.parse(text.trim());
  if (!url) return no('That is not an address. Give one like https://example.com/hooks.');
  const host = url.hostname.replace(/\.$/, '').toLowerCase();
  const local = localRun && (host === '127.0.0.1' || host === 'localhost');
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:'))
    return no('The address has to begin with https://.');
  if (url.username || url.password) return no('The address may not hold a user name or password.');
  if (local) return { ok: true, url, literal: true };
  if (url.port && BLOCKED_PORTS.has(Number(url.port))) return no(`Port ${url.port} is not for webhooks.`);
  const literal = host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host);
  if (literal) {
    return isPublicAddress(host.replace(/^\[|\]$/g, ''))
      ? { ok: true, url, literal }
      : no('The address leads into a private or reserved network.');
  }
  if (BLOCKED_NAMES.test(host) || !host.includes('.')) return no(`“${host}” is a name of a private network.`);
  return { ok: true, url, literal };
}

/** First number of a range and the bits that count. What IANA lists as not globally reachable, and multicast. */
const PRIVATE_V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * Whether an IP address lies in the public internet. Of IPv6 only 2000::/3 does, without the parts that are reserved
 * or that carry an IPv4 address inside (6to4, Teredo, NAT64), which could be a private one.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(ip: string): boolean {
  if (/^\d+(\.\d+){3}$/.test(ip)) {
    const number = v4(ip);
    return number !== undefined && !PRIVATE_V4.some(([from, bits]) => inRange(number, from, bits));
  }
  const words = v6(ip);
  if (!words) return false;
  const [first = 0, second = 0] = words;
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2002) return false;
  if (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) return false;
  return !(first === 0x3fff && second < 0x1000);
}

function v4(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function inRange(number: number, from: string, bits: number): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(number / size) === Math.floor((v4(from) ?? 0) / size);
}

/** The eight words of an IPv6 address, or nothing for what is none. */
function v6(ip: string): number[] | undefined {
  const parsed = URL.parse(`http://[${ip}]/`)?.hostname.slice(1, -1);
  if (!parsed) return undefined;
  const [head = '', tail] = parsed.split('::');
  const words = (text: string) => (text ? text.split(':').map((word) => Number.parseInt(word, 16)) : []);
  if (tail === undefined) return words(head);
  const [before, after] = [words(head), words(tail)];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}
