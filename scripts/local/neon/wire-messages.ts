/** Postgres wire protocol 3.0: only the pieces that a server in front of one backend has to read or make. */

export interface WireMessage {
  type: string;
  bytes: Buffer;
}

/** Codes that stand where a start-up message has its protocol version. */
export const startupCode = { ssl: 80877103, gss: 80877104, cancel: 80877102 } as const;

/** Takes all whole typed messages off the front of a buffer. */
export function takeMessages(buffer: Buffer): { messages: WireMessage[]; rest: Buffer } {
  const messages: WireMessage[] = [];
  let offset = 0;
  while (buffer.length - offset >= 5) {
    const end = offset + 1 + buffer.readInt32BE(offset + 1);
    if (end < offset + 5) throw new Error('A client sent a message with an impossible length.');
    if (end > buffer.length) break;
    messages.push({
      type: String.fromCharCode(buffer[offset] ?? 0),
      bytes: buffer.subarray(offset, end),
    });
    offset = end;
  }
  return { messages, rest: buffer.subarray(offset) };
}

export function wireMessage(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const syncMessage = wireMessage('S');

export function queryMessage(sql: string): Buffer {
  return wireMessage('Q', sql);
}

/** An ErrorResponse that ends the connection it is sent on. */
export function fatalError(sqlState: string, message: string): Buffer {
  return wireMessage('E', 'SFATAL', 'VFATAL', `C${sqlState}`, `M${message}`, Buffer.from([0]));
}

/** Reads the zero-terminated string at an offset; `next` points behind its zero. */
export function readString(bytes: Buffer, offset: number): { text: string; next: number } {
  const end = bytes.indexOf(0, offset);
  const stop = end < 0 ? bytes.length : end;
  return { text: bytes.toString('utf8', offset, stop), next: stop + 1 };
}

/**
 * Gives prepared statements and portals a prefix, because all clients share one backend whose names are global.
 * The unnamed ones stay unnamed: a new one silently replaces the old, which a name would turn into an error.
 */
export function prefixNames(message: WireMessage, prefix: string): Buffer {
  const { type, bytes } = message;
  const named = (name: string) => (name === '' ? '' : prefix + name);
  if (type === 'P') {
    const name = readString(bytes, 5);
    return name.text ? wireMessage('P', named(name.text), bytes.subarray(name.next)) : bytes;
  }
  if (type === 'B') {
    const portal = readString(bytes, 5);
    const statement = readString(bytes, portal.next);
    if (!portal.text && !statement.text) return bytes;
    return wireMessage('B', named(portal.text), named(statement.text), bytes.subarray(statement.next));
  }
  if (type === 'D' || type === 'C') {
    const name = readString(bytes, 6);
    return name.text ? wireMessage(type, bytes.subarray(5, 6), named(name.text)) : bytes;
  }
  if (type === 'E') {
    const portal = readString(bytes, 5);
    return portal.text ? wireMessage('E', named(portal.text), bytes.subarray(portal.next)) : bytes;
  }
  return bytes;
}

/** The SQL text in a Query or Parse message, else an empty string. */
export function sqlOf(message: WireMessage): string {
  if (message.type === 'Q') return readString(message.bytes, 5).text;
  if (message.type !== 'P') return '';
  return readString(message.bytes, readString(message.bytes, 5).next).text;
}

const copyIn = /^\s*copy\b[^;]*\bfrom\s+(?:stdin|'?stdin'?)\b/i;

/** The statement, or one that fails in its place: PGlite has no input stream, COPY FROM STDIN would end the whole process. */
export function withoutCopyIn(sql: string): string {
  return copyIn.test(sql)
    ? `do $$ begin raise exception 'The local database cannot COPY FROM STDIN; use INSERT' using errcode = '0A000'; end $$`
    : sql;
}
