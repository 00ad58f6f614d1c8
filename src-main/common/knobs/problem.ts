/** Why a value is none for a knob, and why a kernel has no such knob. */
import { told, type Telling } from '../text/telling.ts';
import { knobOf, plainValue, sysctlOf, type KnobName } from './catalogue.ts';

/** What is wrong with a value, or null. `allowed`: the congestion control algorithms that a lab may use, where known. */
export function faultOfValue(name: KnobName, value: string, allowed?: readonly string[]): Telling | null {
  const { kind } = knobOf(name);
  const words = plainValue(value).split(' ');
  const numbers = words.map((word) => (/^\d{1,10}$/.test(word) ? Number(word) : NaN));
  switch (kind.of) {
    case 'choice':
      return kind.values.includes(plainValue(value)) ? null : told('knob.choice', { name, list: kind.values, value });
    case 'algorithm':
      if (!allowed) return /^[\w-]{1,15}$/.test(plainValue(value)) ? null : told('knob.no-name', { name, value });
      return allowed.includes(plainValue(value)) ? null : told('knob.choice', { name, list: allowed, value });
    case 'number': {
      const { least, most } = kind;
      const [only = NaN] = numbers;
      const fits = numbers.length === 1 && only >= least && only <= most;
      return fits ? null : told('knob.number', { name, least, most, value });
    }
    case 'numbers': {
      const { count, least, most } = kind;
      const fit = numbers.length === count && numbers.every((number) => number >= least && number <= most);
      if (!fit) return told('knob.numbers', { name, count, least, most, value });
      const rises = numbers.every((number, i) => number >= (numbers[i - 1] ?? 0));
      return rises ? null : told('knob.rising', { name, value });
    }
  }
}

/** For a kernel on which there is nothing to read. */
export function absenceOf(name: KnobName): Telling {
  const { since, mayBeHidden } = knobOf(name);
  if (since !== undefined) return told('knob.since', { name, since });
  return told(mayBeHidden ? 'knob.hidden' : 'knob.absent', { name: sysctlOf(name) });
}
