/** A page without pixels: asks the host, and waits for what it is told. */
import type { AppMethod, AppParams, AppPush, AppReplies, FromHost } from '../../src-main/common/protocol/app.ts';
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import type { AppHost } from '../../src-main/host/app/app-host.ts';
import type { Page, PageLine } from '../../src-main/host/app/app-parts.ts';

type Kind = AppPush['kind'];
type PushOf<K extends Kind> = Extract<AppPush, { kind: K }>;

export class AppPage implements Page {
  readonly messages: FromHost[] = [];
  readonly line: PageLine;
  /** What `send` answers: a promise for a page that is slow. */
  taking: () => void | Promise<void> = () => {};
  #id = 0;
  readonly #watchers = new Set<() => void>();

  constructor(host: Pick<AppHost, 'connect'>) {
    this.line = host.connect(this);
  }

  send(message: FromHost): void | Promise<void> {
    this.messages.push(message);
    for (const watcher of this.#watchers) watcher();
    return this.taking();
  }

  /** Rejects with the host's LabError. */
  async ask<M extends AppMethod>(method: M, ...params: AppParams<M>): Promise<AppReplies[M]> {
    const id = ++this.#id;
    this.line.receive({ id, method, ...(params.length > 0 && { params: params[0] }) });
    const answer = await this.until(() => this.messages.find((message) => 'id' in message && message.id === id));
    if ('error' in answer) throw LabError.from(answer.error);
    return (answer as { ok: unknown }).ok as AppReplies[M];
  }

  pushes(): AppPush[] {
    return this.messages.flatMap((message) => ('push' in message ? [message.push] : []));
  }

  events(): Event[] {
    return this.pushes().flatMap((push) => (push.kind === 'events' ? push.events : []));
  }

  /** The first push of this kind, past or to come, that fits. */
  push<K extends Kind>(kind: K, fits: (push: PushOf<K>) => boolean = () => true): Promise<PushOf<K>> {
    const isIt = (push: AppPush): push is PushOf<K> => push.kind === kind && fits(push as PushOf<K>);
    return this.until(() => this.pushes().find(isIt));
  }

  /** The first event, past or to come, that fits. */
  event(fits: (event: Event) => boolean): Promise<Event> {
    return this.until(() => this.events().find(fits));
  }

  /** Asks again whenever something came. */
  until<T>(ask: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const answer = ask();
        if (answer === undefined) return;
        this.#watchers.delete(watcher);
        resolve(answer);
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }
}
