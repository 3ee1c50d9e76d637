/** What a browser sent with a form; files are left out. */
export interface FormValues {
  /** The text, or undefined if there was no such input. */
  text(name: string): string | undefined;
  /** All texts of one name: ticked boxes, several choices. */
  all(name: string): string[];
  has(name: string): boolean;
  /** Everything, by the order of the inputs. */
  entries(): [name: string, texts: string[]][];
}

export function formValues(data: Iterable<[string, unknown]> = []): FormValues {
  const texts = new Map<string, string[]>();
  for (const [name, value] of data) {
    // Browsers send line breaks as CR LF; everything else in Guildhall counts them as one character.
    if (typeof value === 'string')
      texts.set(name, [...(texts.get(name) ?? []), value.replaceAll('\r\n', '\n')]);
  }
  return {
    text: (name) => texts.get(name)?.[0],
    all: (name) => texts.get(name) ?? [],
    has: (name) => texts.has(name),
    entries: () => [...texts],
  };
}
