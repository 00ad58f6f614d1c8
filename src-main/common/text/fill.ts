export type Values = Readonly<Record<string, string | number>>;

/** Puts values in the place of {placeholders}; those without a value stay as they are. */
export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
