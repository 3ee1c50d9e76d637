/** What a browser sent with a form. */
export interface FormValues {
  /** The text, or undefined if there was no such input. */
  text(name: string): string | undefined;
  /** All texts of one name: ticked boxes, several choices. */
  all(name: string): string[];
  has(name: string): boolean;
  /** Files that were chosen; only on routes that take uploads. */
  files(name: string): File[];
  /** All texts, by the order of the inputs. */
  entries(): [name: string, texts: string[]][];
  /** What tells the chosen files from others, without their bytes. */
  fileMarks(): string[];
}

export function formValues(data: Iterable<[string, unknown]> = []): FormValues {
  const texts = new Map<string, string[]>();
  const files: [string, File][] = [];
  for (const [name, value] of data) {
    // Browsers send line breaks as CR LF; everything else in Guildhall counts them as one character.
    if (typeof value === 'string')
      texts.set(name, [...(texts.get(name) ?? []), value.replaceAll('\r\n', '\n')]);
    // An input in which nothing was chosen is sent as a file without name and bytes.
    else if (value instanceof File && (value.name !== '' || value.size > 0)) files.push([name, value]);
  }
  return {
    text: (name) => texts.get(name)?.[0],
    all: (name) => texts.get(name) ?? [],
    files: (name) => files.filter(([input]) => input === name).map(([, file]) => file),
    has: (name) => texts.has(name),
    entries: () => [...texts],
    fileMarks: () => files.map(([input, { name, size, type }]) => `${input}: ${name} (${size}, ${type})`),
  };
}
