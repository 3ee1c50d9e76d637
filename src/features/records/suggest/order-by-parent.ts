import { findKind } from '../kinds.ts';
import type { Suggestion } from '../suggestion.ts';

/** A suggestion with the places that the model gave: its own, and the one it depends on (0 for none), both from 1. */
export interface PlacedSuggestion extends Suggestion {
  position: number;
  dependsOn: number;
}

/**
 * Puts every parent before its children, else keeps the order, and turns the model's places into final ones. A link to
 * something that is not there, of the wrong kind, or that closes a circle, is dropped with a warning.
 */
export function orderByParent(placed: readonly PlacedSuggestion[]): Suggestion[] {
  const byPosition = new Map(placed.map((each) => [each.position, each]));
  const parents = new Map<PlacedSuggestion, PlacedSuggestion>();
  const lost = new Set<PlacedSuggestion>();
  for (const child of placed) {
    if (child.dependsOn === 0) continue;
    const parent = byPosition.get(child.dependsOn);
    if (parent && findKind(child.kind)?.parentKind === parent.kind && !leadsTo(parent, child, parents)) {
      parents.set(child, parent);
    } else lost.add(child);
  }

  const ordered: PlacedSuggestion[] = [];
  const place = (each: PlacedSuggestion) => {
    if (ordered.includes(each)) return;
    const parent = parents.get(each);
    if (parent) place(parent);
    ordered.push(each);
  };
  for (const each of placed) place(each);

  return ordered.map((each) => {
    const { position: _, dependsOn: __, ...suggestion } = each;
    const parent = parents.get(each);
    return {
      ...suggestion,
      warnings: lost.has(each) ? [...each.warnings, LOST_LINK] : each.warnings,
      parentPosition: parent ? ordered.indexOf(parent) + 1 : undefined,
    };
  });
}

const LOST_LINK = 'It was said to belong to another suggestion, but there is none that it can belong to.';

function leadsTo(
  from: PlacedSuggestion,
  to: PlacedSuggestion,
  parents: ReadonlyMap<PlacedSuggestion, PlacedSuggestion>,
): boolean {
  for (let each: PlacedSuggestion | undefined = from; each; each = parents.get(each)) {
    if (each === to) return true;
  }
  return false;
}
