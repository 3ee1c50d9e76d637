import type { ModalDialog, OutgoingMessage } from '../../interactions/reply.ts';
import type { DrawnButtons, DrawnMessage, DrawnSelect } from './discord-message.tsx';
import type { DrawnInput } from './discord-modal.tsx';

const STYLES = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'danger',
  5: 'secondary',
  6: 'primary',
} as const;

/** A message that is to be posted, as a preview draws it: what is shown here is what Discord will be sent. */
export function drawnMessage({ content, embeds, components }: OutgoingMessage): DrawnMessage {
  return {
    ...(content ? { content } : {}),
    embeds: (embeds ?? []).map(({ title, description, color }) => ({
      ...(title ? { title } : {}),
      ...(description ? { description } : {}),
      ...(color === undefined ? {} : { color }),
    })),
    components: (components ?? []).flatMap((row): (DrawnButtons | DrawnSelect)[] => {
      if (row.type !== 1) return [];
      const [first] = row.components;
      if (first?.type === 3) {
        return [
          {
            kind: 'select',
            placeholder: first.placeholder ?? 'Choose',
            options: first.options.map(({ label, description, emoji }) => ({
              label,
              ...(description ? { description } : {}),
              emoji: emojiText(emoji),
            })),
          },
        ];
      }
      const buttons = row.components.flatMap((one) =>
        one.type === 2 && 'label' in one
          ? [{ label: one.label ?? '', emoji: emojiText(one.emoji), style: STYLES[one.style] }]
          : [],
      );
      return [{ kind: 'buttons', buttons }];
    }),
  };
}

/** The questions of a dialog, as a preview draws them. */
export function drawnInputs({ components }: ModalDialog): DrawnInput[] {
  return components.flatMap((row): DrawnInput[] => {
    if (row.type !== 18) return [];
    const { label, description, component } = row;
    const common = { label, ...(description ? { description } : {}) };
    if (component.type === 4) {
      const { style, required = true, placeholder } = component;
      return [{ ...common, style: style === 2 ? 'long' : 'short', required, placeholder }];
    }
    if (component.type === 3) {
      const { required = true, placeholder, options } = component;
      return [
        { ...common, style: 'select', required, placeholder, options: options.map((one) => one.label) },
      ];
    }
    return [];
  });
}

const emojiText = (
  emoji: { id?: string | null | undefined; name?: string | null | undefined } | undefined,
): string | null => (emoji?.id ? `${emoji.name}:${emoji.id}` : (emoji?.name ?? null));
