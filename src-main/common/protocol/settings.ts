/** What a person has chosen for the app; kept by the host, shown by the renderer. */
import * as v from 'valibot';
import { LANGUAGES, PACES } from './messages.ts';

export const THEMES = ['system', 'light', 'dark', 'projector'] as const;
export type Theme = (typeof THEMES)[number];

/** Sequence numbers counted from each side's ISN, or as they are on the wire. */
export const NUMBERS = ['relative', 'absolute'] as const;
/** The ladder's rows evenly spaced, or time to scale. */
export const SPACINGS = ['even', 'scale'] as const;
/** Bytes and times with decimal prefixes (kB, ms), or plain numbers of bytes and seconds. */
export const UNITS = ['prefixed', 'plain'] as const;

export const Settings = v.object({
  language: v.picklist(LANGUAGES),
  theme: v.picklist(THEMES),
  /** Text size, 1 = normal. */
  size: v.pipe(v.number(), v.minValue(0.75), v.maxValue(2)),
  numbers: v.picklist(NUMBERS),
  spacing: v.picklist(SPACINGS),
  units: v.picklist(UNITS),
  family: v.picklist(['ipv4', 'ipv6']),
  /** Single keys do things; some people's speech input types letters by accident (WCAG 2.1.4). */
  shortcuts: v.boolean(),
  /** Lessons ask before they show. */
  predictions: v.boolean(),
  /** The lesson's text stands beside the lab. */
  guide: v.boolean(),
  pace: v.picklist(PACES),
  /** Whose scores these are, as it stands in the files that the person saves. */
  name: v.pipe(v.string(), v.maxLength(80)),
  /** The welcome has been seen. */
  welcomed: v.boolean(),
});
export type Settings = v.InferOutput<typeof Settings>;

export const SettingsChange = v.partial(Settings);
export type SettingsChange = v.InferOutput<typeof SettingsChange>;

export const DEFAULT_SETTINGS: Settings = {
  language: 'en',
  theme: 'system',
  size: 1,
  numbers: 'relative',
  spacing: 'even',
  units: 'prefixed',
  family: 'ipv4',
  shortcuts: true,
  predictions: true,
  guide: true,
  pace: 'through',
  name: '',
  welcomed: false,
};

/** The settings that are right in `value`, each one that is not replaced by its default: an old or damaged file loses one choice, not all. */
export function settingsFrom(value: unknown, defaults: Settings = DEFAULT_SETTINGS): Settings {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const kept = Object.entries(Settings.entries).flatMap(([name, schema]) => {
    const parsed = v.safeParse(schema, given[name]);
    return parsed.success ? [[name, parsed.output]] : [];
  });
  return { ...defaults, ...(Object.fromEntries(kept) as Partial<Settings>) };
}
