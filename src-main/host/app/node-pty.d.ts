/** What we use of node-pty, so that the compiler knows it also where npm had to leave the package out. */
declare module 'node-pty' {
  export interface IPty {
    readonly pid: number;
    onData(listener: (data: string) => void): unknown;
    onExit(listener: () => void): unknown;
    write(data: string): void;
    resize(columns: number, rows: number): void;
    kill(signal?: string): void;
    pause(): void;
    resume(): void;
  }

  export function spawn(
    file: string,
    args: string[],
    options: { cols: number; rows: number; cwd: string; env: NodeJS.ProcessEnv },
  ): IPty;
}
