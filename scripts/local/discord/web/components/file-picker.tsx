import { useRef } from 'hono/jsx/dom';
import { bytes } from './attachments.tsx';
import { Icon } from './icons.tsx';

interface Props {
  label: string;
  most: number;
  files: File[];
  onFiles: (files: File[]) => void;
}
export function FilePicker({ label, most, files, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const add = (list: FileList | null | undefined) => onFiles([...files, ...(list ?? [])].slice(0, most));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; its button does the same by keyboard
    <div
      class="file-picker"
      onDragOver={(e: DragEvent) => e.preventDefault()}
      onDrop={(e: DragEvent) => {
        e.preventDefault();
        e.stopPropagation();
        add(e.dataTransfer?.files);
      }}
    >
      <input
        ref={input}
        type="file"
        multiple={most > 1}
        hidden
        aria-label={label}
        onInput={() => add(input.current?.files)}
      />
      <button
        type="button"
        class="button secondary"
        disabled={files.length >= most}
        onClick={() => input.current?.click()}
      >
        <Icon name="plus" size={16} /> Choose {most > 1 ? `up to ${most} files` : 'a file'} or drop here
      </button>
      {files.map((file) => (
        <div class="picked-file" key={file.name}>
          <Icon name="file" size={18} /> {file.name} <small>{bytes(file.size)}</small>
          <button
            type="button"
            class="plain"
            aria-label={`Remove ${file.name}`}
            onClick={() => onFiles(files.filter((f) => f !== file))}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
