/** Electron's events that a listener can stop. */

/** Emits and tells whether a listener called preventDefault(). */
export function emitPreventable(emitter, name, fields = {}, ...args) {
  let prevented = false;
  emitter.emit(name, { ...fields, preventDefault: () => (prevented = true) }, ...args);
  return prevented;
}
