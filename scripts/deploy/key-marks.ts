import { createHash } from 'node:crypto';

/** Short marks of the keys in a ring, newest first. They tell two keys apart and nothing about either: keys are random. */
export function keyMarks(ring: string): string[] {
  return ring.split(',').map((entry) =>
    createHash('sha256')
      .update(`guildhall key ${entry.trim().split(':')[1] ?? ''}`)
      .digest('hex')
      .slice(0, 6),
  );
}
