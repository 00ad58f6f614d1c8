/** Requests to the host and what it pushes; the only code of the page that speaks over the bridge. */
import type {
  AppMethod,
  AppParams,
  AppPush,
  AppReplies,
  AppRequest,
  Bridge,
} from '../../src-main/common/protocol/app.ts';
import { LabError, type LabErrorData } from '../../src-main/common/protocol/errors.ts';

interface Pending {
  resolve(answer: unknown): void;
  reject(error: LabError): void;
}

export class HostClient {
  readonly #bridge: Bridge;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(push: AppPush) => void>();
  #lastId = 0;
  #closed: LabErrorData | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.onMessage((message) => {
      if ('push' in message) {
        for (const listener of this.#listeners) listener(message.push);
        return;
      }
      const waiting = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ('error' in message) waiting?.reject(LabError.from(message.error));
      else waiting?.resolve(message.ok);
    });
    bridge.onClosed((reason) => {
      this.#closed = reason;
      for (const waiting of this.#pending.values()) waiting.reject(LabError.from(reason));
      this.#pending.clear();
    });
  }

  /** Rejects with the host's LabError. */
  request<M extends AppMethod>(method: M, ...params: AppParams<M>): Promise<AppReplies[M]> {
    if (this.#closed) return Promise.reject(LabError.from(this.#closed));
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#bridge.send({ id, method, ...(params.length > 0 && { params: params[0] }) } as AppRequest);
    }) as Promise<AppReplies[M]>;
  }

  onPush(listener: (push: AppPush) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onClosed(listener: (reason: LabErrorData) => void): () => void {
    return this.#bridge.onClosed(listener);
  }
}
