/** One shell. */
export interface Terminal {
  write(data: string): void;
  resize(columns: number, rows: number): void;
  /** So many characters of its output have been drawn. */
  drawn(characters: number): void;
  /** Ends the shell and what runs in it. */
  close(): void;
}

export interface TerminalListener {
  output(data: string): void;
  ended(): void;
}
