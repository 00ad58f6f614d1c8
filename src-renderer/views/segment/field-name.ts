/** What a field is called: the header's own names, with the layer where several have one of that name. */
import type { Field } from '../../../src-main/common/wire/fields/field.ts';
import { sayIfKnown } from '../../state/words.svelte.ts';

export const fieldName = ({ id }: Pick<Field, 'id'>): string => sayIfKnown(`field.${id}`) ?? id;
