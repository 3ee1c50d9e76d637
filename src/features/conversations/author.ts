import type { Actor } from '../../core/access/actor.ts';

export interface Author {
  /** Discord's id of a person; null for a program. */
  id: string | null;
  name: string;
  kind: 'staff' | 'bot';
}

/** Who speaks when somebody acts. A key writes in the name of the team. */
export function authorOf(actor: Actor): Author {
  switch (actor.kind) {
    case 'user':
      return { id: actor.id, name: actor.name, kind: 'staff' };
    case 'key':
      return { id: null, name: actor.name, kind: 'bot' };
    case 'system':
      return { id: null, name: 'Guildhall', kind: 'bot' };
  }
}
