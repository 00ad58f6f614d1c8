import { check, libc } from './libc.ts';

/** The number of an interface in the calling thread's namespace. Throws KernelError. */
export function interfaceIndex(name: string): number {
  return check(libc.if_nametoindex(name) || -1, `if_nametoindex ${name}`);
}
