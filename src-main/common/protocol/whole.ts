/** A whole number and the words that a person is told who is beyond its bounds. */
import * as v from 'valibot';

/** As in "`has` 1 to 30 `what`, not 31". */
export const whole = (least: number, most: number, has: string, what = ''): v.GenericSchema<number> => {
  const words = ({ input }: { input: unknown }): string =>
    `${has} ${least} to ${most}${what === '' ? '' : ` ${what}`}, not ${String(input)}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(least, words), v.maxValue(most, words));
};
