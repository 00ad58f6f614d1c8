import type { Host } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';

export const HOST_ZH: Record<Host, string> = { client: '客户端', server: '服务器' };

/** Chooses a text by language. */
export function say(lang: Language, en: string, zh: string): string {
  return { en, 'zh-CN': zh }[lang];
}
