/** Which fields and bytes are lit together, whichever of them is pointed at. */
import { bytesOf, type Field } from '../../../src-main/common/wire/fields/field.ts';

type Pointed = { field: number } | { byte: number } | null;

export class Lighting {
  #pointed = $state.raw<Pointed>(null);
  readonly #fields: () => readonly Field[];

  readonly fields: ReadonlySet<number> = $derived.by(() => {
    const pointed = this.#pointed;
    if (pointed === null) return new Set<number>();
    if ('field' in pointed) return new Set([pointed.field]);
    const found = this.#fields().flatMap((field, index) => {
      const [first, last] = bytesOf(field);
      return first <= pointed.byte && pointed.byte <= last ? [index] : [];
    });
    return new Set(found);
  });

  /** First and last lit byte; null when none is. */
  readonly bytes: readonly [number, number] | null = $derived.by(() => {
    const pointed = this.#pointed;
    if (pointed !== null && 'byte' in pointed && this.fields.size > 1) return [pointed.byte, pointed.byte];
    const lit = [...this.fields].map((index) => this.#fields()[index]).filter((field) => field !== undefined);
    const [first] = lit;
    return first ? bytesOf(first) : null;
  });

  constructor(fields: () => readonly Field[]) {
    this.#fields = fields;
  }

  atField(field: number): void {
    this.#pointed = { field };
  }

  atByte(byte: number): void {
    this.#pointed = { byte };
  }

  out(): void {
    this.#pointed = null;
  }
}
