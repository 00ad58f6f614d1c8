/** A field that is beyond its bounds says so in the language of the page, not in the browser's. */
import { told } from '../../src-main/common/text/telling.ts';
import { sayTold } from './words.svelte.ts';

/** For a field of whole numbers with `min` and `max`: `{@attach inBounds}`. */
export function inBounds(field: HTMLInputElement): () => void {
  const clear = (): void => field.setCustomValidity('');
  const say = (): void => field.setCustomValidity(sayTold(told('hint.number', { least: field.min, most: field.max })));
  field.addEventListener('input', clear);
  field.addEventListener('invalid', say);
  return () => {
    field.removeEventListener('input', clear);
    field.removeEventListener('invalid', say);
  };
}
