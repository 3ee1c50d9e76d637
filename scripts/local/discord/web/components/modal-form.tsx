import { useRef, useState } from 'hono/jsx/dom';
import { messageOf } from '../state/api.ts';
import { upload } from '../state/commands.ts';
import { submitModal } from '../state/interactions.ts';
import { type State, set } from '../state/store.ts';
import type { Component } from '../state/wire.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { type Answer, answerOf, initialAnswer, ModalField, problemIn } from './modal-field.tsx';

const fieldsOf = (components: Component[]): Component[] =>
  components.flatMap((c) =>
    c.type === 18 && c.component ? [c.component] : c.type === 1 ? (c.components ?? []) : [],
  );

export function ModalForm({ open }: { open: NonNullable<State['modal']> }) {
  const { modal, error, busy } = open;
  const fields = fieldsOf(modal.components);
  const [answers, setAnswers] = useState<Record<string, Answer>>(() =>
    Object.fromEntries(fields.map((f) => [f.custom_id ?? '', initialAnswer(f)])),
  );
  const [checked, setChecked] = useState(false);
  const [uploading, setUploading] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const close = () => set({ modal: null });
  const blank: Answer = { text: '', values: [], on: false, files: [] };
  const answer = (f: Component): Answer => answers[f.custom_id ?? ''] ?? blank;

  const submit = async () => {
    setChecked(true);
    const wrong = fields.find((f) => problemIn(f, answer(f)));
    if (wrong) {
      form.current
        ?.querySelector<HTMLElement>(
          `[data-field="${CSS.escape(wrong.custom_id ?? '')}"] :is(input, textarea, button)`,
        )
        ?.focus();
      return;
    }
    setUploading(null);
    try {
      const ids: Record<string, string[]> = {};
      for (const f of fields) {
        const { files } = answer(f);
        if (files.length) ids[f.custom_id ?? ''] = await upload(files);
      }
      const filled = (f: Component) => answerOf(f, answer(f), ids[f.custom_id ?? ''] ?? []);
      await submitModal(
        modal.components.map((c) => {
          if (c.type === 18 && c.component) return { type: 18, id: c.id, component: filled(c.component) };
          if (c.type === 1) return { type: 1, id: c.id, components: (c.components ?? []).map(filled) };
          return { type: c.type, id: c.id };
        }),
      );
    } catch (problem) {
      setUploading(messageOf(problem));
    }
  };
  const field = (f: Component, label: string) => {
    const problem = checked ? problemIn(f, answer(f)) : null;
    return (
      <ModalField
        field={f}
        label={label}
        answer={answer(f)}
        problem={problem}
        onAnswer={(next) => setAnswers((all) => ({ ...all, [f.custom_id ?? '']: next }))}
      />
    );
  };

  return (
    <Dialog title={modal.title} onClose={close} class="modal">
      <form
        ref={form}
        noValidate
        onSubmit={(e: Event) => {
          e.preventDefault();
          void submit();
        }}
      >
        <div class="dialog-body">
          {error || uploading ? (
            <div class="modal-error" role="alert">
              <Icon name="alert" size={18} />{' '}
              <span>
                Something went wrong. Try again. <small>{error ?? uploading}</small>
              </span>
            </div>
          ) : null}
          {modal.components.map((c, i) => {
            if (c.type === 10) return <Markdown key={String(i)} text={c.content ?? ''} />;
            const inner = c.type === 18 && c.component ? [c.component] : (c.components ?? []);
            return (
              <div key={String(i)}>
                {inner.map((f) => {
                  const label = c.label ?? f.label ?? f.custom_id ?? '';
                  const optional = f.required === false || f.type === 23;
                  return (
                    <div class="field" data-field={f.custom_id}>
                      <div class="field-label">
                        {label}
                        {optional ? null : (
                          <span class="star" title="Required">
                            {' '}
                            *
                          </span>
                        )}
                      </div>
                      {c.description ? <div class="field-description">{c.description}</div> : null}
                      {field(f, label)}
                      <div class="problem" role="alert" hidden={!checked || !problemIn(f, answer(f))}>
                        {checked ? problemIn(f, answer(f)) : ''}
                      </div>
                    </div>
                  );
                })}
              </div>
            );
          })}
          <p class="modal-note">
            This form goes to <strong>{modal.application?.name ?? 'the application'}</strong>. Do not share
            passwords.
          </p>
        </div>
        <div class="dialog-foot">
          <button type="button" class="button secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={`button primary${busy ? ' busy' : ''}`} disabled={busy}>
            {busy ? 'Submitting…' : 'Submit'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
