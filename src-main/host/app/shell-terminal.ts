/** A shell on its pseudo terminal: no more of its output is taken than the page draws, and nothing of it stays. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { IPty } from 'node-pty';
import type { Terminal, TerminalListener } from './terminal.ts';

/** Characters on their way to the page; then the shell's programs wait in write(2), as on any slow terminal. */
const PAUSE_ABOVE = 256 * 1024;
const RESUME_BELOW = PAUSE_ABOVE / 2;
/** For a shell to write its history and its programs to tidy up, after the SIGHUP. */
const HANGUP_GRACE_MS = 1000;

export class ShellTerminal implements Terminal {
  readonly #pty: IPty;
  #undrawn = 0;
  #isPaused = false;
  #isOver = false;

  constructor(pty: IPty, listener: TerminalListener) {
    this.#pty = pty;
    pty.onData((data) => {
      this.#undrawn += data.length;
      if (this.#undrawn > PAUSE_ABOVE) this.#pause();
      listener.output(data);
    });
    pty.onExit(() => {
      this.#isOver = true;
      listener.ended();
    });
  }

  write(data: string): void {
    if (!this.#isOver) this.#pty.write(data);
  }

  resize(columns: number, rows: number): void {
    if (!this.#isOver) this.#pty.resize(columns, rows);
  }

  drawn(characters: number): void {
    this.#undrawn = Math.max(0, this.#undrawn - characters);
    if (!this.#isPaused || this.#isOver || this.#undrawn >= RESUME_BELOW) return;
    this.#isPaused = false;
    this.#pty.resume();
  }

  close(): void {
    if (this.#isOver) return;
    // nsenter leads the session: its end hangs the terminal up, and the kernel tells all that runs there (setpgid(2)).
    // A stopped one takes no signal but SIGCONT.
    this.#pty.kill('SIGHUP');
    this.#pty.kill('SIGCONT');
    this.#pause();
    setTimeout(() => killSession(this.#pty.pid), HANGUP_GRACE_MS).unref();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#pty.pause();
  }
}

/** What ignores the hangup; only processes that are in other process namespaces than the host, so those of a lab. */
function killSession(session: number): void {
  const own = readlinkSync('/proc/self/ns/pid');
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // proc_pid_stat(5): the name may hold anything; behind its bracket come state, ppid, pgrp, session.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[3]) !== session || readlinkSync(`/proc/${name}/ns/pid`) === own) continue;
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended in the meantime, or is somebody else's.
    }
  }
}
