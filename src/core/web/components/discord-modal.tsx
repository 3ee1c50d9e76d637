/** One question of a dialog. */
export interface DrawnInput {
  label: string;
  description?: string | undefined;
  style: 'short' | 'long' | 'select';
  placeholder?: string | undefined;
  required: boolean;
  options?: readonly string[] | undefined;
}

/** A dialog as it looks in Discord, for a preview: nothing in it can be typed. */
export const DiscordModal = (props: { title: string; app: string; inputs: readonly DrawnInput[] }) => (
  <div class="discord drawn-modal">
    <p class="drawn-modal-title">{props.title}</p>
    {props.inputs.map(({ label, description, style, placeholder, required, options }) => (
      <div class="drawn-input">
        <p class="drawn-label">
          {label || 'Your question'}
          {required && <span class="drawn-required"> *</span>}
        </p>
        {description && <p class="drawn-description">{description}</p>}
        <p class={style === 'long' ? 'drawn-box long' : 'drawn-box'}>
          {style === 'select' ? placeholder || options?.[0] || 'Choose' : placeholder}
        </p>
        {style === 'select' && (options?.length ?? 0) > 0 && (
          <p class="drawn-description">To choose from: {options?.join(', ')}</p>
        )}
      </div>
    ))}
    <p class="drawn-warning">This form is submitted to {props.app}. Do not share passwords here.</p>
    <div class="drawn-row end">
      <span class="drawn-button secondary">Cancel</span>
      <span class="drawn-button primary">Submit</span>
    </div>
  </div>
);
