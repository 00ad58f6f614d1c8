/**
 * The names that the window's two sides use on Electron's IPC. A type, because the preload script must be one file: a
 * constant that both sides import would become a file between them, which a sandboxed preload script may not load.
 */
export interface Channels {
  /** Page to host: one AppRequest. */
  request: 'lab:request';
  /** Host to page: one FromHost. */
  message: 'lab:message';
  /** Page to host: one message was handled. What is not handled yet holds the daemon's output back. */
  taken: 'lab:taken';
}
