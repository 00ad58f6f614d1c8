/** What a lesson may be called. The name is also that of its file, so nothing in it leads out of a folder. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MOST = 60;

export const isLessonName = (name: string): boolean => name.length <= MOST && NAME.test(name);

/** The name that a lesson file gives itself, right or wrong as the rest of it may be; null when it gives none. */
export function nameIn(text: string): string | null {
  const [, name = ''] = /^lesson:[ \t]*["']?([^\s"'#]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text) ?? [];
  return isLessonName(name) ? name : null;
}

/** The same text under another name. */
export const renamed = (text: string, name: string): string => text.replace(/^lesson:.*$/m, `lesson: ${name}`);

/** What a text of the editor is called while it is tried: no lesson of a file is called so, whatever name the text has. */
export const draftName = (name: string): string => `draft:${name}`;
